import { anyOf, defineTestCase } from 'ocppliance';
import { carriesOn } from '../../../states/ocpp1.6-charger.ts';
import { accepted, exchangesFiles, nowhere } from '../../../states/ocpp1.6-charger-firmware.ts';

const secured = anyOf('SecurityProfile1', 'SecurityProfile2', 'SecurityProfile3');

export const securityLog = defineTestCase({
  id: 'TC_079_CS',
  title: 'Uploads its security log to where it is told, and tells how it gets on',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 security whitepaper N01.FR.01', 'N01.FR.02', 'N01.FR.07', 'N01.FR.08', 'N01.FR.09'],
  requires: secured,
  given: [exchangesFiles],
  async run(cast) {
    const { csms, charger, files } = cast;
    const requestId = newRequest();
    const remoteLocation = await accepted(cast);
    await csms.calls('GetLog', { logType: 'SecurityLog', requestId, log: { remoteLocation } }, { status: 'Accepted' });
    await charger.calls('LogStatusNotification', { status: 'Uploading', requestId });
    await Promise.all([
      files.receives(remoteLocation, { within: 'reboot' }),
      charger.calls('LogStatusNotification', { status: 'Uploaded', requestId }, { within: 'reboot' }),
    ]);
    await carriesOn(cast);
  },
});

export const logNowhere = defineTestCase({
  id: 'X_16_CS_97',
  title: 'Tells that a log could not be uploaded, and carries on',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Security',
  spec: ['1.6 security whitepaper N01.FR.04', 'N01.FR.07', 'N01.FR.10'],
  requires: secured,
  given: [exchangesFiles],
  async run(cast) {
    const { csms, charger, check } = cast;
    const requestId = newRequest();
    const log = { remoteLocation: await nowhere(cast) };
    await csms.calls('GetLog', { logType: 'DiagnosticsLog', requestId, log, retries: 0 }, { status: 'Accepted' });
    await charger.calls('LogStatusNotification', { status: 'Uploading', requestId });
    const { status } = await charger.calls('LogStatusNotification', { requestId }, { within: 'reboot' });
    const failures = ['UploadFailure', 'BadMessage', 'PermissionDenied', 'NotSupportedOperation'];
    await check('it says that it failed', failures.includes(status), true);
    await carriesOn(cast);
  },
});

const newRequest = (): number => Date.now() % 1_000_000_000;
