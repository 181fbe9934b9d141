import { beforeAll, describe, expect, it } from 'vitest';
import { callError, callErrorOrSilence, defineState, defineTestCase, malformed, oneOf, raw, silence } from '../index.ts';
import type { Rule } from '../judge/rule.ts';
import { loadRules } from '../judge/rules.ts';
import { judgeSession } from '../judge/session.ts';
import { loadValidators } from '../ocpp/index.ts';
import type { Cast } from './dsl.ts';
import type { Played } from './run.ts';
import { runTestCase } from './run.ts';
import { scriptedSut } from './scripted-sut.ts';

let rules: Rule[];

beforeAll(async () => {
  await loadValidators('ocpp1.6');
  rules = await loadRules();
});

const watchedSut = () => scriptedSut({ judge: judgeSession(rules, 1) });

type Body = (cast: Cast<'ocpp1.6', 'charger', 'plugIn' | 'powerCycle' | 'goOffline'>) => Promise<void>;

const caseOf = (run: Body, more: object = {}) =>
  defineTestCase({
    id: 'X',
    title: 'x',
    protocol: 'ocpp1.6',
    sut: 'charger',
    spec: ['1.6 §0'],
    acts: ['plugIn', 'powerCycle', 'goOffline'],
    run,
    ...more,
  });

const available = { connectorId: 1, status: 'Available', errorCode: 'NoError' };
const preparing = { ...available, status: 'Preparing' };

const play = (body: Body, sut = scriptedSut(), options = {}): Promise<Played> => runTestCase(caseOf(body), sut.stage, options);

describe('our calls', () => {
  it('pass when the answer matches, and leave both frames in the step', async () => {
    const sut = scriptedSut();
    sut.device.onCall((_, __, id) => sut.device.answers(id, { status: 'Accepted' }));
    const played = await play(async ({ csms }) => {
      const answer = await csms.calls('Reset', { type: 'Soft' }, { status: 'Accepted' });
      expect(answer.status).toBe('Accepted');
    }, sut);
    expect(played).toMatchObject({ verdict: 'pass', findings: [] });
    expect(played.steps[0]).toMatchObject({ title: 'csms calls Reset { type: "Soft" } → { status: "Accepted" }', frames: [1, 2] });
    expect(sut.trace.map((entry) => entry.kind)).toEqual(['opened', 'frame', 'frame']);
  });

  it.each<[string, (device: ReturnType<typeof scriptedSut>['device'], id: string) => void, string]>([
    ['another status', (device, id) => device.answers(id, { status: 'Rejected' }), 'status is "Rejected", not "Accepted"'],
    ['a broken schema', (device, id) => device.answers(id, { status: 'Sure' }), 'breaks the schema: status must be'],
    ['a CALLERROR', (device, id) => device.refuses(id, 'InternalError'), 'with the CALLERROR InternalError'],
    ['a closed connection', (device) => device.drops(), 'the connection closed (1006) before charger answered Reset'],
    ['nothing', () => {}, 'did not answer Reset within 0.05 s'],
  ])('fail on %s', async (_, react, message) => {
    const sut = scriptedSut();
    sut.device.onCall((__, ___, id) => react(sut.device, id));
    const played = await play(async ({ csms }) => void (await csms.calls('Reset', { type: 'Soft' }, { status: 'Accepted' })), sut);
    expect(played.verdict).toBe('fail');
    expect(played.reason).toContain(message);
  });

  it('are an error of ours when they would break the schema', async () => {
    const played = await play(async ({ csms }) => void (await csms.calls('ChangeConfiguration', { key: 'x'.repeat(51), value: '1' })));
    expect(played).toMatchObject({ verdict: 'error' });
    expect(played.reason).toContain('the case would send an invalid ChangeConfiguration request: key');
  });

  it('may be malformed; then only a CALLERROR will do, or silence where allowed', async () => {
    const sut = scriptedSut();
    sut.device.onCall((_, payload, id) => {
      if (payload.type === 1) sut.device.refuses(id, 'TypeConstraintViolation');
      if (payload.type === 2) sut.device.answers(id, { status: 'Accepted' });
    });
    const good = await play(async ({ csms }) => {
      const { code } = await csms.calls(malformed('Reset', { type: 1 }), callError('TypeConstraintViolation', 'FormationViolation'));
      expect(code).toBe('TypeConstraintViolation');
      await csms.calls(malformed('Reset', { type: 3 }), callErrorOrSilence('TypeConstraintViolation'));
    }, sut);
    expect(good.verdict).toBe('pass');
    const bad = await play(async ({ csms }) => void (await csms.calls(malformed('Reset', { type: 2 }), callError())), sut);
    expect(bad.reason).toBe('charger answered malformed Reset with the CALLRESULT { status: "Accepted" }, not with a CALLERROR');
  });
});

describe('expected calls', () => {
  it('claim in order; what comes between is answered and passed over', async () => {
    const sut = scriptedSut();
    sut.device.onCall((_, __, id) => {
      sut.device.calls('StatusNotification', preparing);
      sut.device.answers(id, { status: 'Accepted' });
      sut.device.calls('Heartbeat', {});
      sut.device.calls('StatusNotification', available);
    });
    const played = await play(async ({ csms, charger }) => {
      await csms.calls('RemoteStartTransaction', { idTag: 'A' });
      await charger.calls('StatusNotification', { status: 'Preparing' });
      await charger.calls('StatusNotification', { status: oneOf('Available', 'Unavailable') });
    }, sut);
    expect(played).toMatchObject({ verdict: 'pass' });
  });

  it('do not take what came before the stimulus', async () => {
    const sut = scriptedSut();
    const played = await play(async ({ operator, charger }) => {
      sut.device.calls('StatusNotification', preparing);
      await operator.does('plugIn');
      await charger.calls('StatusNotification', { status: 'Preparing' });
    }, sut);
    expect(played.reason).toBe('charger did not call StatusNotification { status: "Preparing" } within 50 ms');
    expect(played.steps[1]?.failure?.closest).toContain('but it came before what had to precede it');
    expect(sut.acts).toEqual(['plugIn']);
  });

  it('come in any order under Promise.all, and the next one after all of them', async () => {
    const sut = scriptedSut();
    const played = await play(async ({ charger }) => {
      sut.device.calls('Heartbeat', {});
      sut.device.calls('StatusNotification', preparing);
      sut.device.calls('StatusNotification', available);
      await Promise.all([charger.calls('StatusNotification', preparing as { status: 'Preparing' }), charger.calls('Heartbeat')]);
      await charger.calls('StatusNotification', { status: 'Available' });
    }, sut);
    expect(played).toMatchObject({ verdict: 'pass' });
  });

  it('say what came closest and what was seen', async () => {
    const sut = scriptedSut();
    const played = await play(async ({ charger }) => {
      const waiting = charger.calls('StatusNotification', { connectorId: 1, status: 'Charging' });
      sut.device.calls('Heartbeat', {});
      sut.device.calls('StatusNotification', preparing);
      await waiting;
    }, sut);
    expect(played.steps[0]).toMatchObject({
      verdict: 'fail',
      failure: {
        message: 'charger did not call StatusNotification { connectorId: 1, status: "Charging" } within 50 ms',
        closest: 'StatusNotification whose status is "Preparing", not "Charging"',
        seen: ['Heartbeat {}', 'StatusNotification { connectorId: 1, status: "Preparing", errorCode: "NoError" }'],
        spec: ['1.6 §0'],
      },
    });
  });

  it('fail when they match but break the schema, and the finding is no longer incidental', async () => {
    const sut = watchedSut();
    const played = await play(async ({ charger }) => {
      sut.device.calls('StatusNotification', { ...preparing, connectorId: '1' });
      await charger.calls('StatusNotification', { status: 'Preparing' });
    }, sut);
    expect(played.reason).toContain('breaks the schema: connectorId must be an integer, is "1"');
    expect(played.findings).toMatchObject([{ rule: 'RPC-MSG-022', blame: 'charger', incidental: false }]);
  });

  it('survive a reconnect in the middle', async () => {
    const sut = scriptedSut();
    const played = await play(async ({ charger }) => {
      const boot = charger.calls('BootNotification', {}, { within: 'reboot' });
      sut.device.drops();
      sut.device.connects();
      sut.device.calls('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
      await boot;
    }, sut);
    expect(played).toMatchObject({ verdict: 'pass' });
  });

  it('collect a chain up to its last', async () => {
    const sut = scriptedSut();
    const played = await play(async ({ charger }) => {
      for (const status of ['Downloading', 'Downloaded', 'Installed']) sut.device.calls('FirmwareStatusNotification', { status });
      const chain = await charger.callsUntil('FirmwareStatusNotification', { status: 'Installed' });
      expect(chain).toHaveLength(3);
    }, sut);
    expect(played).toMatchObject({ verdict: 'pass' });
  });
});

describe('optional and forbidden calls', () => {
  it('lets an optional call be absent, and checks it if it comes', async () => {
    const sut = scriptedSut();
    const body: Body = async ({ charger }) => {
      charger.mayCall('Authorize', { idTag: 'A' });
      await charger.calls('Heartbeat');
    };
    sut.device.onCall(() => {});
    const absent = play(body, sut);
    sut.device.calls('Heartbeat', {});
    expect((await absent).verdict).toBe('pass');
    const wrong = play(body, sut);
    sut.device.calls('Authorize', { idTag: 'B' });
    sut.device.calls('Heartbeat', {});
    expect((await wrong).reason).toBe('charger called Authorize, which it may, but idTag is "B", not "A"');
  });

  it('finds a forbidden call before and after it is asked about', async () => {
    const sut = scriptedSut();
    const body: Body = async ({ charger }) => {
      await charger.calls('Heartbeat');
      await charger.neverCalls('StartTransaction', {}, { within: '20ms' });
    };
    const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: new Date().toISOString() };
    const early = play(body, sut);
    sut.device.calls('StartTransaction', start);
    sut.device.calls('Heartbeat', {});
    expect((await early).reason).toContain('charger called StartTransaction');
    const late = play(body, sut);
    sut.device.calls('Heartbeat', {});
    setTimeout(() => sut.device.calls('StartTransaction', start), 5);
    expect((await late).verdict).toBe('fail');
    const never = play(body, sut);
    sut.device.calls('Heartbeat', {});
    expect((await never).verdict).toBe('pass');
  });
});

describe('answers', () => {
  it('are used once, in their order, filled with the usual fields; then the party answers again', async () => {
    const sut = scriptedSut();
    await play(async ({ csms, charger }) => {
      csms.answers('Authorize', { idTagInfo: { status: 'Invalid' } });
      csms.answers('Authorize', silence);
      for (const idTag of ['A', 'B', 'C']) sut.device.calls('Authorize', { idTag });
      await charger.calls('Authorize', { idTag: 'C' });
    }, sut);
    const answers = sut.trace.flatMap((entry) => (entry.kind === 'frame' && entry.from === 'csms' ? [JSON.parse(entry.raw)[2]] : []));
    expect(answers).toEqual([{ idTagInfo: { status: 'Invalid' } }, { idTagInfo: { status: 'Accepted' } }]);
  });
});

describe('verdicts', () => {
  it('is inconclusive when a state is not reached, and undoes the states that were', async () => {
    const sut = scriptedSut();
    const undone: string[] = [];
    const reached = defineState({
      title: 'reached',
      protocol: 'ocpp1.6',
      sut: 'charger',
      reach: async () => async () => void undone.push('reached'),
    });
    const unreachable = defineState({
      title: 'unreachable',
      protocol: 'ocpp1.6',
      sut: 'charger',
      reach: async ({ charger }) => void (await charger.calls('Heartbeat')),
    });
    const played = await runTestCase(
      caseOf(async () => {}, { given: [reached, unreachable] }),
      sut.stage,
    );
    expect(played).toMatchObject({ verdict: 'inconclusive', reason: 'charger did not call Heartbeat within 50 ms' });
    expect(undone).toEqual(['reached']);
    expect(played.steps.map((step) => [step.title, step.phase, step.steps.length])).toEqual([
      ['given reached', 'given', 0],
      ['given unreachable', 'given', 1],
      ['undo reached', 'cleanup', 0],
    ]);
  });

  it('is not tested when nobody can do a declared act, inconclusive when it fails', async () => {
    expect(await play(async ({ operator }) => operator.does('powerCycle'))).toMatchObject({
      verdict: 'notTested',
      reason: 'nobody is there to switch the charger off and on again',
    });
    expect(await play(async ({ operator }) => operator.does('goOffline'))).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the operator could not goOffline: the switch is stuck',
    });
  });

  it('is an error when a case expects nothing, forgets to await, or throws', async () => {
    expect(await play(async () => {})).toMatchObject({ verdict: 'error', reason: 'the case expected nothing, so it proves nothing' });
    const forgetful = await play(async ({ charger }) => void charger.calls('Heartbeat'));
    expect(forgetful).toMatchObject({ verdict: 'error', reason: expect.stringContaining('an await is missing') });
    const broken = await play(async () => {
      throw new TypeError('oops');
    });
    expect(broken).toMatchObject({ verdict: 'error', reason: 'oops' });
  });

  it('is a fail when a case catches the error of a step', async () => {
    const played = await play(async ({ charger, check }) => {
      await charger.calls('Heartbeat').catch(() => {});
      await check('one is one', 1, 1);
    });
    expect(played).toMatchObject({ verdict: 'fail', reason: 'charger did not call Heartbeat within 50 ms' });
  });

  it('warns about a broken should, and fails under strict', async () => {
    const body: Body = ({ check }) => check('the clock is set', false, true, { level: 'should' });
    const lenient = await play(body);
    expect(lenient).toMatchObject({ verdict: 'pass', findings: [{ severity: 'warning', incidental: false }] });
    expect(await play(body, scriptedSut(), { strict: true })).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('not so: the clock is set'),
    });
  });
});

describe('whatever a peer sends', () => {
  it.each<[string, string, string]>([
    ['no JSON', '{', 'RPC-MSG-001'],
    ['an object', '{}', 'RPC-MSG-002'],
    ['an unknown action', '[2,"1","Hack",{}]', 'RPC-MSG-016'],
    ['an action of ours', '[2,"1","Reset",{"type":"Soft"}]', 'RPC-MSG-017'],
    ['an answer to nothing', '[3,"1",{}]', 'RPC-MSG-009'],
    ['a SEND', '[6,"1","Heartbeat",{}]', 'RPC-MSG-019'],
  ])('is a finding: %s', async (_, frame, rule) => {
    const sut = watchedSut();
    sut.device.onCall((__, ___, id) => sut.device.answers(id, { status: 'Accepted' }));
    const played = await play(async ({ csms }) => {
      sut.device.sends(frame);
      await csms.sends(raw('{"not":"an array"}'));
      await csms.calls('ClearCache', {}, { status: 'Accepted' });
    }, sut);
    expect(played).toMatchObject({ verdict: 'pass' });
    expect(played.findings).toMatchObject([{ rule, severity: 'violation', blame: 'charger', incidental: true }]);
  });
});
