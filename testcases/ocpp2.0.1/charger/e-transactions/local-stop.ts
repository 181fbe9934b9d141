import { defineTestCase, omitted, oneOf } from 'ocppliance';
import { energyTransferStarted, reports, stopsAt, stopsLocally, transactionOf } from '../../../states/ocpp2.0.1-charger.ts';

export const stopAndUnplug = defineTestCase({
  id: 'TC_E_06_CS',
  title: 'Stops for the driver, then lets the EV go',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['E07.FR.01', 'E07.FR.02', 'E06.FR.15', 'G01.FR.04'],
  given: [energyTransferStarted],
  acts: ['presentToken', 'unplug'],
  async run(scene) {
    const { csms, charger, operator, config } = scene;
    const { evseId, connectorId } = config;
    const transactionId = transactionOf(scene);
    await stopsLocally(scene);
    const goesOn = csms.knows.transactions.has(transactionId);
    await operator.does('unplug', { evseId, connectorId });
    const ended = { eventType: 'Ended', transactionInfo: { transactionId } } as const;
    await Promise.all([
      reports(charger, config, 'Available'),
      // Unless a stop point has ended it already.
      goesOn && csms.knows.transactions.has(transactionId) ? charger.calls('TransactionEvent', ended) : undefined,
    ]);
  },
});

export const atPowerPathClosed = defineTestCase({
  id: 'TC_E_07_CS',
  title: 'Ends the transaction with the power path, when the driver stops',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['E06.FR.06', 'E06.FR.15'],
  given: [stopsAt('PowerPathClosed'), energyTransferStarted],
  acts: ['presentToken'],
  async run(scene) {
    const { charger, check } = scene;
    const transactionId = transactionOf(scene);
    let last = await stopsLocally(scene);
    // The end may be an event of its own, when the power path is open.
    if (last.eventType !== 'Ended')
      last = await charger.calls('TransactionEvent', { eventType: 'Ended', transactionInfo: { transactionId } });
    await check('the transaction ended at the driver', last.transactionInfo.stoppedReason, oneOf('Local', omitted));
  },
});

export const atAuthorization = defineTestCase({
  id: 'TC_E_15_CS',
  title: 'Ends the transaction with its authorization, when the driver stops',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['E06.FR.03', 'E06.FR.15', 'E07.FR.01', 'E07.FR.02', 'E07.FR.04'],
  given: [stopsAt('Authorized'), energyTransferStarted],
  acts: ['presentToken'],
  async run(scene) {
    const transactionInfo = { transactionId: transactionOf(scene), stoppedReason: oneOf('Local', omitted) };
    await stopsLocally(scene, { eventType: 'Ended', transactionInfo });
    // The driver's own token needs no asking (E07.FR.01).
    await scene.charger.neverCalls('Authorize');
  },
});
