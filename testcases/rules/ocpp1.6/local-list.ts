import { defineRule } from 'ocppliance';

export const refusesOldLists = defineRule({
  id: 'R16-LAL-004',
  title: 'A differential update of the local list that is not newer is refused',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.15', '1.6 §7.47'],
  example: '(version 5)  < SendLocalList {listVersion: 3, updateType: Differential}  > {status: Accepted}',
  harm: 'a card that was stolen charges again',
  watch(scene) {
    /** of the list, as the charger accepted or told it */
    let version: number | undefined;
    return {
      answers: {
        GetLocalListVersion({ response: { listVersion } }) {
          version = listVersion;
        },
        SendLocalList({ call, response, index }) {
          const { listVersion, updateType } = call.request;
          if (response.status !== 'Accepted') return;
          if (updateType === 'Differential' && version !== undefined && version > 0 && listVersion <= version)
            scene.report({
              message: `the local list was updated from version ${version} to ${listVersion}`,
              frames: [call.index, index],
              expected: 'VersionMismatch',
              actual: 'Accepted',
            });
          version = listVersion;
        },
      },
    };
  },
});
