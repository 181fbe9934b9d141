import { type Cast, defineTestCase, omitted, oneOf } from 'ocppliance';
import { booted, pluggedIn, plugsIn, sameToken, suppliesEnergy, tells, transactionOf } from '../../../states/ocpp2.0.1-csms.ts';

/** The back office starts a transaction; the EVSE may be left to the station. Returns what tells this start from others. */
async function startsFromAfar({ csms, operator, config }: Cast<'ocpp2.0.1', 'csms', 'startCharging'>): Promise<number> {
  const { token, evseId } = config;
  await operator.does('startCharging', { ...token, evseId });
  const { remoteStartId } = await csms.calls('RequestStartTransaction', {
    idToken: sameToken(token),
    evseId: oneOf(evseId, omitted),
  });
  return remoteStartId;
}

export const remoteStartAfterPlugIn = defineTestCase({
  id: 'TC_F_01_CSMS',
  title: 'Starts charging from afar where the cable is already in',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['F01.FR.02', 'F01.FR.19'],
  given: [pluggedIn],
  acts: ['startCharging'],
  async run(cast) {
    const { charger, config } = cast;
    charger.answers('RequestStartTransaction', { status: 'Accepted', transactionId: transactionOf(charger) });
    const remoteStartId = await startsFromAfar(cast);
    const told = { idToken: config.token, transactionInfo: { remoteStartId } };
    await tells(charger, 'RemoteStart', told, { idTokenInfo: { status: 'Accepted' } });
    await suppliesEnergy(charger);
  },
});

export const remoteStartAuthorized = defineTestCase({
  id: 'TC_F_02_CSMS',
  title: 'Starts charging from afar at a station that asks whether the token is valid',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['F01.FR.01', 'F02.FR.01'],
  given: [booted],
  acts: ['startCharging'],
  async run(cast) {
    const { charger, config } = cast;
    charger.answers('RequestStartTransaction', { status: 'Accepted' });
    const remoteStartId = await startsFromAfar(cast);
    await charger.calls('Authorize', { idToken: config.token }, { idTokenInfo: { status: 'Accepted' } });
    const told = { idToken: config.token, transactionInfo: { remoteStartId } };
    await tells(charger, 'RemoteStart', told, { idTokenInfo: { status: 'Accepted' } });
    await plugsIn(charger, config);
    await suppliesEnergy(charger);
  },
});

export const remoteStartTrusted = defineTestCase({
  id: 'TC_F_03_CSMS',
  title: 'Starts charging from afar at a station that trusts the request',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['F01.FR.02', 'F02.FR.01'],
  given: [booted],
  acts: ['startCharging'],
  async run(cast) {
    const { charger, config } = cast;
    charger.answers('RequestStartTransaction', { status: 'Accepted' });
    const remoteStartId = await startsFromAfar(cast);
    const told = { idToken: config.token, transactionInfo: { remoteStartId } };
    await tells(charger, 'RemoteStart', told, { idTokenInfo: { status: 'Accepted' } });
    await plugsIn(charger, config);
    await suppliesEnergy(charger);
  },
});

export const remoteStartInVain = defineTestCase({
  id: 'TC_F_04_CSMS',
  title: 'Goes on when nobody plugs in after a start from afar',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E03.FR.04', 'E03.FR.05'],
  given: [booted],
  acts: ['startCharging'],
  async run(cast) {
    const { charger, config } = cast;
    charger.answers('RequestStartTransaction', { status: 'Accepted' });
    const remoteStartId = await startsFromAfar(cast);
    const told = { idToken: config.token, transactionInfo: { remoteStartId } };
    await tells(charger, 'RemoteStart', told, { idTokenInfo: { status: 'Accepted' } });
    await tells(charger, 'EVConnectTimeout');
  },
});
