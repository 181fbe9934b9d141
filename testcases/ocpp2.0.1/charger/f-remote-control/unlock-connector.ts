import { defineTestCase } from 'ocppliance';
import { energyTransferStarted, idle, transactionOf } from '../../../states/ocpp2.0.1-charger.ts';

export const duringTransaction = defineTestCase({
  id: 'TC_F_05_CS',
  title: 'Does not unlock the connector during a transaction that is authorized',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F05.FR.01', 'F05.FR.02'],
  given: [energyTransferStarted],
  async run(scene) {
    const { csms, config } = scene;
    const { evseId, connectorId } = config;
    const transactionId = transactionOf(scene);
    await csms.calls('UnlockConnector', { evseId, connectorId }, { status: 'OngoingAuthorizedTransaction' });
    await csms.calls('GetTransactionStatus', { transactionId }, { ongoingIndicator: true });
  },
});

export const withoutCable = defineTestCase({
  id: 'TC_F_07_CS',
  title: 'Unlocks the connector even if it sees no cable',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F05.FR.01', 'F05.FR.06'],
  given: [idle],
  async run({ csms, config: { evseId, connectorId } }) {
    await csms.calls('UnlockConnector', { evseId, connectorId }, { status: 'Unlocked' });
  },
});

export const unknownConnector = defineTestCase({
  id: 'TC_F_10_CS',
  title: 'Says that it does not have the connector to unlock',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F05.FR.03'],
  given: [idle],
  async run({ csms, config: { evseId } }) {
    await csms.calls('UnlockConnector', { evseId, connectorId: 999 }, { status: 'UnknownConnector' });
  },
});
