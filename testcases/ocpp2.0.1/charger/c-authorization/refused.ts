import { type Cast, defineTestCase } from 'ocppliance';
import { evConnectedPreSession, forgetsTokens, sameToken } from '../../../states/ocpp2.0.1-charger.ts';

type Token = 'unknownToken' | 'blockedToken' | 'expiredToken';

/** Presents a token that the CSMS refuses: nothing may come of it. */
async function presentsInVain(
  { csms, charger, operator, config }: Cast<'ocpp2.0.1', 'charger', 'presentToken'>,
  name: Token,
  status: 'Invalid' | 'Unknown' | 'Blocked' | 'Expired',
): Promise<void> {
  const { evseId, connectorId, [name]: token } = config;
  await forgetsTokens(csms);
  csms.answers('Authorize', { idTokenInfo: { status } });
  await operator.does('presentToken', { ...token, evseId, connectorId });
  await charger.calls('Authorize', { idToken: sameToken(token) });
  // A transaction that began by plugging in goes on unchanged, and may send its meter values.
  await Promise.all([
    charger.neverCalls('TransactionEvent', { eventType: 'Started' }, { within: '10s' }),
    charger.neverCalls('TransactionEvent', { triggerReason: 'Authorized' }, { within: '10s' }),
    charger.neverCalls('TransactionEvent', { transactionInfo: { chargingState: 'Charging' } }, { within: '10s' }),
  ]);
}

export const invalid = defineTestCase({
  id: 'TC_C_02_CS',
  title: 'Does not charge for a token that is invalid',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['C01.FR.02', 'C06.FR.02', 'E02.FR.20'],
  given: [evConnectedPreSession],
  acts: ['presentToken'],
  run: (scene) => presentsInVain(scene, 'unknownToken', 'Invalid'),
});

export const blocked = defineTestCase({
  id: 'TC_C_06_CS',
  title: 'Does not charge for a token that is blocked',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['C01.FR.02', 'E02.FR.20'],
  given: [evConnectedPreSession],
  acts: ['presentToken'],
  run: (scene) => presentsInVain(scene, 'blockedToken', 'Blocked'),
});

export const expired = defineTestCase({
  id: 'TC_C_07_CS',
  title: 'Does not charge for a token that has expired',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['C01.FR.02', 'E02.FR.20'],
  given: [evConnectedPreSession],
  acts: ['presentToken'],
  run: (scene) => presentsInVain(scene, 'expiredToken', 'Expired'),
});

export const unknown = defineTestCase({
  id: 'TC_C_56_CS',
  title: 'Does not charge for a token that nobody knows',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['C01.FR.02', 'E02.FR.20'],
  given: [evConnectedPreSession],
  acts: ['presentToken'],
  run: (scene) => presentsInVain(scene, 'unknownToken', 'Unknown'),
});
