/** What an author cannot write: each line under `@ts-expect-error` must stay a type error. Checked by tsc. */
import { callError, contains, defineState, defineTestCase, oneOf, orCallError } from '../index.ts';

const charging = defineState({
  title: 'charging',
  protocol: 'ocpp1.6',
  sut: 'charger',
  acts: ['plugIn'],
  async reach({ charger, operator }) {
    await operator.does('plugIn');
    const { connectorId } = await charger.calls('StartTransaction', { idTag: 'A' });
    connectorId satisfies number;
    return async () => {};
  },
});

const booted = defineState({ title: 'booted', protocol: 'ocpp1.6', sut: 'csms', async reach() {} });

export const charger16 = defineTestCase({
  id: 'X',
  title: 'x',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: [],
  given: [charging],
  acts: ['presentToken'],
  async run({ csms, charger, operator }) {
    const answer = await csms.calls('GetConfiguration', { key: ['A'] }, { configurationKey: contains({ key: 'A', value: '1' }) });
    answer.configurationKey satisfies { key: string }[] | undefined;
    await csms.calls('Reset', { type: 'Soft' }, { status: oneOf('Accepted', 'Rejected') });
    await csms.calls('Reset', {}, callError('FormationViolation'));
    await csms.calls('Reset', { type: 'Soft' }, orCallError({ status: 'Rejected' }, 'NotSupported'));
    const boot = await charger.calls('BootNotification', {}, { level: 'may' });
    await operator.does('presentToken', { idToken: 'A' });
    csms.answers('Authorize', { idTagInfo: { status: 'Invalid' } });
    csms.answers('Authorize', ({ idTag }) => ({ idTagInfo: { status: idTag === 'A' ? 'Accepted' : 'Invalid' } }));

    // @ts-expect-error it may not have come
    boot.chargePointModel;
    // @ts-expect-error the other answer is checked as well
    await csms.calls('Reset', { type: 'Soft' }, orCallError({ status: 'Perhaps' }));
    // @ts-expect-error the SUT cannot be told what to say
    charger.answers('Reset', { status: 'Accepted' });
    // @ts-expect-error a charger does not call Reset
    await charger.calls('Reset');
    // @ts-expect-error a CSMS does not call Heartbeat
    await csms.calls('Heartbeat');
    // @ts-expect-error Reset has no type Medium
    await csms.calls('Reset', { type: 'Medium' });
    // @ts-expect-error the answer to Reset has no status Perhaps
    await csms.calls('Reset', { type: 'Soft' }, { status: 'Perhaps' });
    // @ts-expect-error not even among alternatives
    await csms.calls('Reset', { type: 'Soft' }, { status: oneOf('Accepted', 'Perhaps') });
    // @ts-expect-error StatusNotification has no field evseId in 1.6
    await charger.calls('StatusNotification', { evseId: 1 });
    // @ts-expect-error FormatViolation is 2.x's name
    await csms.calls('Reset', {}, callError('FormatViolation'));
    // @ts-expect-error an act that the case does not declare
    await operator.does('unplug');
    // @ts-expect-error an act of a CSMS's operator
    await operator.does('resetStation', { how: 'soft' });
    // @ts-expect-error a token must be named
    await operator.does('presentToken');
    // @ts-expect-error durations have units
    await charger.calls('Heartbeat', {}, { within: 30 });
  },
});

export const wrongState = defineTestCase({
  id: 'X',
  title: 'x',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: [],
  // @ts-expect-error a state of another system under test
  given: [booted],
  async run() {},
});

export const csms201 = defineTestCase({
  id: 'X',
  title: 'x',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: [],
  acts: ['resetStation'],
  async run({ csms, charger, operator }) {
    charger.answers('Reset', { status: 'Scheduled' });
    await operator.does('resetStation', { how: 'onIdle' });
    await csms.calls('Reset', { type: 'OnIdle' });
    // @ts-expect-error 1.6's action
    await csms.calls('RemoteStartTransaction');
    // @ts-expect-error 2.0.1 has no Soft
    await csms.calls('Reset', { type: 'Soft' });
    const { action, request } = await csms.callsEither({ GetVariables: {}, GetBaseReport: { reportBase: 'FullInventory' } });
    if (action === 'GetBaseReport') request.requestId satisfies number;
  },
});
