import { defineRule } from 'ocppliance';
import { both, keepNewest } from './facts.ts';

export const namesTheUpload = defineRule({
  id: 'R201-LOG-002',
  title: 'The status of a log upload holds the requestId of its GetLog, unless it is Idle',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['N01.FR.07', 'N01.FR.13'],
  example: '> LogStatusNotification {status: Uploading} without requestId',
  harm: 'a CSMS cannot tell which upload it is about',
  watch(scene) {
    /** requestIds of uploads that were asked for in this record: the newest hundred */
    const known = new Set<number>();
    return {
      calls: {
        GetLog({ request }) {
          known.add(request.requestId);
          keepNewest(known, 100);
        },
        LogStatusNotification({ request: { status, requestId }, index }) {
          if (status === 'Idle' || (requestId !== undefined && known.has(requestId))) return;
          if (requestId !== undefined && (!scene.complete || known.size === 0)) {
            return scene.inconclusive('uploads that were asked for before the record');
          }
          scene.report({
            key: requestId ?? 'missing',
            message:
              requestId === undefined
                ? `LogStatusNotification ${status} holds no requestId`
                : `LogStatusNotification ${status} has requestId ${requestId}, which no GetLog had`,
            frames: [index],
          });
        },
      },
    };
  },
});
