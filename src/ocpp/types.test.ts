import { expectTypeOf, test } from 'vitest';
import type { ActionFrom, ActionOf, ErrorCode, ProtocolVersion, RequestOf, ResponseOf } from './index.ts';
import { sample } from './index.ts';

/** Checked by tsc: an expectation that fails is an error of types. */
test('the types carry version, direction, action and fields', () => {
  expectTypeOf<RequestOf<'ocpp1.6', 'RemoteStartTransaction'>>().toHaveProperty('idTag').toEqualTypeOf<string>();
  expectTypeOf<ResponseOf<'ocpp1.6', 'Authorize'>['idTagInfo']['status']>().toEqualTypeOf<
    'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx'
  >();
  expectTypeOf<RequestOf<'ocpp2.0.1', 'TransactionEvent'>['eventType']>().toEqualTypeOf<'Started' | 'Updated' | 'Ended'>();
  expectTypeOf<RequestOf<'ocpp1.6', 'Heartbeat'>>().toEqualTypeOf<Record<string, never>>();
  expectTypeOf<ResponseOf<'ocpp2.1', 'NotifyPeriodicEventStream'>>().toEqualTypeOf<never>();

  expectTypeOf<'Reset'>().toExtend<ActionFrom<'ocpp1.6', 'csms'>>();
  expectTypeOf<'Reset'>().not.toExtend<ActionFrom<'ocpp1.6', 'charger'>>();
  expectTypeOf<'StartTransaction'>().toExtend<ActionFrom<'ocpp1.6', 'charger'>>();
  expectTypeOf<'StartTransaction'>().not.toExtend<ActionOf<'ocpp2.0.1'>>();
  expectTypeOf<'DataTransfer'>().toExtend<ActionFrom<'ocpp2.1', 'charger'> & ActionFrom<'ocpp2.1', 'csms'>>();
  expectTypeOf<ActionFrom<'ocpp2.0.1', 'charger'> | ActionFrom<'ocpp2.0.1', 'csms'>>().toEqualTypeOf<ActionOf<'ocpp2.0.1'>>();

  expectTypeOf<'FormationViolation'>().toExtend<ErrorCode<'ocpp1.6'>>();
  expectTypeOf<'FormationViolation'>().not.toExtend<ErrorCode<'ocpp2.1'>>();
});

test('wrong payloads are errors', () => {
  const remoteStart: RequestOf<'ocpp1.6', 'RemoteStartTransaction'>[] = [
    { idTag: 'TAG-1', connectorId: 1 },
    // @ts-expect-error: the idTag is mandatory
    { connectorId: 1 },
    // @ts-expect-error: 2.x's name
    { idTag: 'TAG-1', evseId: 1 },
    // @ts-expect-error: an optional field is omitted, not undefined
    { idTag: 'TAG-1', connectorId: undefined },
  ];
  const heartbeat: RequestOf<'ocpp1.6', 'Heartbeat'>[] = [
    {},
    // @ts-expect-error: it has no fields
    { connectorId: 1 },
  ];
  const reset: RequestOf<'ocpp2.0.1', 'Reset'>[] = [
    { type: 'Immediate', customData: { vendorId: 'com.example', anything: [1] } },
    // @ts-expect-error: 1.6's value
    { type: 'Hard' },
  ];
  expectTypeOf([remoteStart, heartbeat, reset]).not.toBeAny();
});

test('they work where the version is a parameter', () => {
  const request = <V extends ProtocolVersion, A extends ActionOf<V>>(version: V, action: A): RequestOf<V, A> =>
    sample(version, action, 'request');
  expectTypeOf(request('ocpp1.6', 'Reset').type).toEqualTypeOf<'Hard' | 'Soft'>();
  expectTypeOf(request('ocpp2.0.1', 'Reset').type).toEqualTypeOf<'Immediate' | 'OnIdle'>();
  // @ts-expect-error: no action of 2.0.1
  expectTypeOf(request<'ocpp2.0.1', 'StartTransaction'>).not.toBeAny();
});
