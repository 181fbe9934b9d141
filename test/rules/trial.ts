import { describe, expect, it } from 'vitest';
import { loadRules } from '../../src/judge/rules.ts';
import type { ProtocolVersion, Role } from '../../src/ocpp/index.ts';
import { type JudgeTranscriptOptions, judgeTranscript } from './transcript.ts';

/** A transcript, or one with how it is judged. */
type Text = string | (JudgeTranscriptOptions & { text: string; protocol?: ProtocolVersion });

export interface RuleTrial {
  /** of all its transcripts that say nothing else */
  protocol: ProtocolVersion;
  /** Each raises this rule, and no other violation. */
  breaks: Text[];
  /** Each raises nothing at all. */
  holds: Text[];
  /** who must be blamed, if the rule may blame either */
  blame?: Role;
  /** other rules that the same conversations must break, such as that of the party whose fault provoked this one */
  also?: string[];
}

const read = (text: Text, protocol: ProtocolVersion) =>
  typeof text === 'string' ? judgeTranscript(protocol, text) : judgeTranscript(text.protocol ?? protocol, text.text, text);

/** Every rule by the conversations that break it and by some that must not fire, judged by all rules there are. */
export function rulesOnTrial(family: string, trials: Record<string, RuleTrial>): void {
  describe(`rules of ${family}`, () => {
    for (const [id, { protocol, breaks, holds, blame, also = [] }] of Object.entries(trials)) {
      describe(id, () => {
        for (const [number, text] of breaks.entries()) {
          it(`is broken by example ${number + 1}`, async () => {
            const { findings, violations } = await read(text, protocol);
            const own = findings.filter(({ rule }) => rule === id);
            expect(own, `${id} did not fire; found ${JSON.stringify(findings, null, 1)}`).not.toEqual([]);
            if (blame) expect(own.map((finding) => finding.blame)).toEqual(own.map(() => blame));
            expect(violations.filter((rule) => rule !== id && !also.includes(rule))).toEqual([]);
          });
        }
        for (const [number, text] of holds.entries()) {
          it(`lets example ${number + 1} pass`, async () => {
            expect((await read(text, protocol)).findings).toEqual([]);
          });
        }
      });
    }

    it('has a trial for each rule', async () => {
      const rules = (await loadRules()).map(({ id }) => id).filter((id) => id.startsWith(family));
      expect(rules.filter((id) => !(id in trials))).toEqual([]);
    });
  });
}

/** A mutant and the rules that may kill it. */
export interface Mutant {
  protocol: ProtocolVersion;
  killers: string[];
  text: string;
}

/** Each mutant is killed by one of its killers and by no other violation. */
export function mutantsOnTrial(family: string, mutants: Record<string, Mutant>): void {
  describe(`mutants for ${family}`, () => {
    for (const [name, { protocol, killers, text }] of Object.entries(mutants)) {
      it(`${name} is killed by ${killers.join(' or ')}`, async () => {
        const { findings, violations } = await judgeTranscript(protocol, text);
        const killedBy = findings.map(({ rule }) => rule).filter((rule) => killers.includes(rule));
        expect(killedBy, `${name} survives; found ${JSON.stringify(findings, null, 1)}`).not.toEqual([]);
        expect(violations.filter((rule) => !killers.includes(rule))).toEqual([]);
      });
    }
  });
}
