import { allOf, defineTestCase } from 'ocppliance';
import { asksAboutTokens, same } from '../../../states/ocpp1.6-charger.ts';
import {
  nothingReserved,
  othersUnavailable,
  plugsInAndStarts,
  reservationId,
  reserved,
  reserves,
} from '../../../states/ocpp1.6-charger-reservation.ts';

export const usedAtTheCharger = defineTestCase({
  id: 'TC_046_1_CS',
  title: 'Keeps a reserved connector for its token, and tells the reservation when that starts a transaction',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.11', '1.6 §5.13', '1.6 §4.8'],
  requires: 'Reservation',
  given: [asksAboutTokens, nothingReserved, othersUnavailable],
  acts: ['presentToken', 'plugIn'],
  async run(cast) {
    const { charger, operator, config } = cast;
    const { connectorId, token, groupToken } = config;
    await reserves(cast);
    await operator.does('presentToken', { idToken: groupToken.idToken, connectorId });
    // Whether it asks about a token that it would not let charge anyway is its own affair.
    charger.mayCall('Authorize', { idTag: same(groupToken) });
    await charger.neverCalls('StatusNotification', { connectorId, status: 'Preparing' }, { within: '5s', since: 'here' });
    await operator.does('presentToken', { idToken: token.idToken, connectorId });
    charger.mayCall('Authorize', { idTag: same(token) });
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await operator.does('plugIn', { connectorId });
    await Promise.all([
      charger.calls('StartTransaction', { connectorId, idTag: same(token), reservationId }),
      charger.calls('StatusNotification', { connectorId, status: 'Charging' }),
    ]);
  },
});

export const usedRemotely = defineTestCase({
  id: 'TC_046_2_CS',
  title: 'Uses the reservation when the CSMS starts a transaction for its token',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.11', '1.6 §5.11', '1.6 §5.13'],
  requires: 'Reservation',
  given: [asksAboutTokens, nothingReserved],
  acts: ['plugIn'],
  async run(cast) {
    await reserves(cast);
    await plugsInAndStarts(cast, cast.config.token, { reservationId });
  },
});

export const anyConnectorUsed = defineTestCase({
  id: 'TC_049_CS',
  title: 'Keeps the last free connector for the token for which any is reserved',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.11', '1.6 §5.13', '1.6 §9.3.1'],
  requires: allOf('Reservation', 'ReserveConnectorZero'),
  given: [asksAboutTokens, nothingReserved, othersUnavailable],
  acts: ['plugIn'],
  async run(cast) {
    await reserves(cast, { connectorId: 0 });
    await plugsInAndStarts(cast, cast.config.token, { reservationId });
  },
});

export const usedByTheGroup = defineTestCase({
  id: 'TC_053_1_CS',
  title: 'Lets another token of the group for which it is reserved charge at a connector',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.11', '1.6 §5.13'],
  requires: 'Reservation',
  given: [asksAboutTokens, nothingReserved, othersUnavailable],
  acts: ['presentToken', 'plugIn'],
  async run(cast) {
    const { charger, operator, config } = cast;
    const { connectorId, groupToken, groupId } = config;
    await reserves(cast, { parentIdTag: groupId });
    await operator.does('presentToken', { idToken: groupToken.idToken, connectorId });
    await Promise.all([
      charger.calls('Authorize', { idTag: same(groupToken) }),
      charger.calls('StatusNotification', { connectorId, status: 'Preparing' }),
    ]);
    await operator.does('plugIn', { connectorId });
    await Promise.all([
      charger.calls('StartTransaction', { connectorId, idTag: same(groupToken), reservationId }),
      charger.calls('StatusNotification', { connectorId, status: 'Charging' }),
    ]);
  },
});

export const usedByTheGroupRemotely = defineTestCase({
  id: 'TC_053_2_CS',
  title: 'Lets the CSMS start a transaction for another token of the group for which a connector is reserved',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.11', '1.6 §5.11', '1.6 §5.13'],
  requires: 'Reservation',
  given: [asksAboutTokens, nothingReserved, othersUnavailable],
  acts: ['plugIn'],
  async run(cast) {
    const { csms, charger, operator, config } = cast;
    const { connectorId, groupToken, groupId } = config;
    await reserves(cast, { parentIdTag: groupId });
    await csms.calls('RemoteStartTransaction', { connectorId, idTag: groupToken.idToken }, { status: 'Accepted' });
    // It has to ask for the parent only if it does not know it by itself (1.6 §5.13).
    charger.mayCall('Authorize', { idTag: same(groupToken) });
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await operator.does('plugIn', { connectorId });
    await Promise.all([
      charger.calls('StartTransaction', { connectorId, idTag: same(groupToken), reservationId }),
      charger.calls('StatusNotification', { connectorId, status: 'Charging' }),
    ]);
  },
});

export const notUsedByStrangers = defineTestCase({
  id: 'X_16_CS_72',
  title: 'Starts nothing for another token at a reserved connector on request of the CSMS',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Reservation',
  spec: ['1.6 §5.11', '1.6 §5.13'],
  requires: 'Reservation',
  given: [reserved],
  acts: ['plugIn'],
  async run({ csms, charger, operator, config: { connectorId, groupToken } }) {
    await operator.does('plugIn', { connectorId });
    // That it will not start may turn out only when it has asked about the token.
    await csms.calls('RemoteStartTransaction', { connectorId, idTag: groupToken.idToken });
    await charger.neverCalls('StartTransaction', {}, { within: '5s' });
  },
});
