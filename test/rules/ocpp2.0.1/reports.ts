import { inventory } from './phrases.ts';
import type { Trials } from './trials.ts';

export const reports: Trials = {
  'R201-RPT-001': {
    breaks: [
      `booted
       < GetBaseReport {requestId: 5, reportBase: FullInventory}
       > {status: Accepted}
       +31s`,
      // warning
      `booted
       < #b GetBaseReport {requestId: 5, reportBase: SummaryInventory}
       > NotifyReport {requestId: 5, seqNo: 0}
       > #b {status: Accepted}
       < {}`,
    ],
    holds: [
      `booted
       < GetBaseReport {requestId: 5, reportBase: FullInventory}
       > {status: EmptyResultSet}
       +31s`,
      `booted
       < GetBaseReport {requestId: 5, reportBase: FullInventory}
       > {status: Accepted}
       close unknown 1006
       +31s`,
    ],
  },
  'R201-RPT-003': {
    breaks: [
      `booted
       < GetReport {requestId: 5}
       > {status: Accepted}
       >> NotifyReport {requestId: 5, seqNo: 1, tbc: true}
       >> NotifyReport {requestId: 5, seqNo: 2}`,
    ],
    holds: [
      `booted
       < GetReport {requestId: 5}
       > {status: Accepted}
       >> NotifyReport {requestId: 5, seqNo: 0, tbc: true}
       > NotifyReport {requestId: 5, seqNo: 1}
       close unknown 1006
       open
       >> NotifyReport {requestId: 5, seqNo: 1}`,
      // asked for before
      { complete: false, text: 'booted\n>> NotifyReport {requestId: 5, seqNo: 3}' },
    ],
  },
  'R201-RPT-004': {
    breaks: [
      `booted
       < GetReport {requestId: 5}
       > {status: Accepted}
       >> NotifyReport {requestId: 5, seqNo: 0, tbc: true}
       +31s`,
      `booted
       < GetReport {requestId: 5}
       > {status: Accepted}
       >> NotifyReport {requestId: 5, seqNo: 0}
       >> NotifyReport {requestId: 5, seqNo: 1}`,
    ],
    holds: [
      `booted
       < GetReport {requestId: 5}
       > {status: Accepted}
       >> NotifyReport {requestId: 5, seqNo: 0, tbc: true}
       +20s
       >> NotifyReport {requestId: 5, seqNo: 1}
       < GetReport {requestId: 5}
       > {status: Accepted}
       >> NotifyReport {requestId: 5, seqNo: 0}
       >> NotifyEvent
       >> NotifyEvent
       +31s`,
    ],
  },
  'R201-RPT-008': {
    breaks: [
      `booted 2
       ${inventory('TxStartPoint')}`,
      `booted
       < GetBaseReport {requestId: 5, reportBase: ConfigurationInventory}
       > {status: NotSupported}`,
    ],
    holds: [
      `booted 2
       ${inventory()}`,
      `booted
       < GetBaseReport {requestId: 5, reportBase: SummaryInventory}
       > {status: NotSupported}`,
      // there is more to come
      `booted 2
       ${inventory('TxStartPoint').replace('seqNo: 1', 'seqNo: 1, tbc: true')}`,
    ],
  },
};
