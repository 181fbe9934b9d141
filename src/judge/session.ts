import type { Observer, Session } from '../engine/session.ts';
import { Judge } from './judge.ts';
import type { Rule } from './rule.ts';

/** Watches over a session that we take part in: what the SUT does wrong becomes a finding of the case that is played. */
export function judgeSession(rules: readonly Rule[], timeScale: number): (session: Session) => Observer {
  return (session) => {
    const { protocol, sut } = session.options;
    return new Judge({
      protocol,
      rules,
      timeScale,
      // A charger may come with transactions of another CMS, a CSMS may remember what happened before us.
      complete: false,
      reader: session.reader,
      // Our own side breaks rules on purpose.
      onFinding: (finding) => {
        if (finding.blame === sut) session.findings.push(finding);
      },
    });
  };
}
