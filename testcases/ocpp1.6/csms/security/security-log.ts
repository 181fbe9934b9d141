import { anyOf, defineTestCase } from 'ocppliance';
import { booted, carriesOn } from '../../../states/ocpp1.6-csms.ts';

export const securityLog = defineTestCase({
  id: 'TC_079_CSMS',
  title: 'Has a station upload its security log, and follows how it gets on',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 security whitepaper N01.FR.01', 'N01.FR.04', '§5.9'],
  requires: anyOf('SecurityProfile1', 'SecurityProfile2', 'SecurityProfile3'),
  given: [booted],
  acts: ['requestSecurityLog'],
  async run({ charger, csms, operator, files }) {
    const remoteLocation = await files.accepts();
    charger.answers('GetLog', { status: 'Accepted', filename: 'security.log' });
    await operator.does('requestSecurityLog', { location: remoteLocation });
    const { requestId } = await csms.calls('GetLog', { logType: 'SecurityLog', log: { remoteLocation } });
    await charger.calls('LogStatusNotification', { status: 'Uploading', requestId });
    await charger.calls('LogStatusNotification', { status: 'Uploaded', requestId });
    await carriesOn(charger);
  },
});
