import { defineTestCase } from '../engine/dsl.ts';
import { anything, satisfying } from '../engine/match.ts';
import { unknownVendor } from './observe.ts';

/** What the probe asks, written as conversations. Nothing is judged: what is told on the way is evaluated by `observe`. */

const about = { id: 'PROBE', title: 'Tells what it has', spec: [] } as const;

export const charger16 = defineTestCase({
  ...about,
  protocol: 'ocpp1.6',
  sut: 'charger',
  async run({ csms, charger }) {
    // One that was registered in an earlier run does not boot again.
    if (!csms.knows.registered) await charger.calls('BootNotification', {}, { level: 'may', within: '10s' });
    const { configurationKey = [] } = await csms.calls('GetConfiguration', {});
    // A charger may leave out keys of which it has too many: this one matters most.
    if (!configurationKey.some(({ key }) => key === 'SupportedFeatureProfiles'))
      await csms.calls('GetConfiguration', { key: ['SupportedFeatureProfiles'] });
  },
});

export const csms16 = defineTestCase({
  ...about,
  protocol: 'ocpp1.6',
  sut: 'csms',
  async run({ charger, config: { blockedToken, expiredToken } }) {
    await charger.connects();
    await charger.calls('BootNotification', {}, { status: 'Accepted' });
    for (const { idToken } of [blockedToken, expiredToken]) await charger.calls('Authorize', { idTag: idToken });
    await charger.calls('DataTransfer', { vendorId: unknownVendor }, anything);
  },
});

export const charger201 = defineTestCase({
  ...about,
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  async run({ csms, charger }) {
    if (!csms.knows.registered) await charger.calls('BootNotification', {}, { level: 'may', within: '10s' });
    await csms.calls('GetBaseReport', { requestId: 1, reportBase: 'FullInventory' }, { status: 'Accepted' });
    await charger.callsUntil(
      'NotifyReport',
      satisfying('the last part', ({ requestId, tbc }) => requestId === 1 && tbc !== true),
      { within: 'reboot' },
    );
  },
});

export const csms201 = defineTestCase({
  ...about,
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  async run({ charger }) {
    await charger.connects();
    await charger.calls('BootNotification', {}, { status: 'Accepted' });
  },
});
