import { beforeEach, describe, expect, it, vi } from 'vitest';
import { randomFrom } from '../runner/plan.ts';
import { Patterns } from './patterns.ts';

let patterns: Patterns;
beforeEach(() => {
  patterns = new Patterns();
});

/** Reads it from the middle of other bytes, as it stands in a log. */
function parse(message: string | Buffer): unknown {
  const bytes = Buffer.concat([Buffer.from('{"message":'), Buffer.from(message), Buffer.from('}\n')]);
  const [start, end] = [bytes.indexOf(':') + 1, bytes.length - 2];
  return patterns.parse(bytes, start, end, bytes.toString('utf8', start, end));
}

/** What it reads, with the order of names and the sign of zero; or that it is not JSON. */
function outcome(read: () => unknown): string {
  let value: unknown;
  try {
    value = read();
  } catch (error) {
    return error instanceof SyntaxError ? 'not JSON' : String(error);
  }
  return JSON.stringify(value, (_, each) => (Object.is(each, -0) ? 'minus zero' : each));
}

const meterValues = (id: number, at: string, values: readonly (string | number)[]) =>
  JSON.stringify([
    2,
    `CP1-${id}`,
    'MeterValues',
    {
      connectorId: 1,
      transactionId: id * 7,
      meterValue: [{ timestamp: at, sampledValue: values.map((value, index) => ({ value, unit: 'V', phase: `L${index + 1}` })) }],
    },
  ]);

const learnt = (of: (number: number) => string) => {
  for (let number = 1; number <= 3; number += 1) parse(of(number));
};

describe('messages that are read by what they have in common with others', () => {
  it('read as JSON does, whatever they are', () => {
    const random = randomFrom(20_260_302);
    let parsed = 0;
    for (let round = 0; round < 5000; round += 1) {
      const text = anyMessage(random);
      const spy = vi.spyOn(JSON, 'parse');
      const read = outcome(() => parse(text));
      parsed += spy.mock.calls.length;
      spy.mockRestore();
      expect(read).toBe(outcome(() => JSON.parse(text)));
    }
    expect(parsed).toBeLessThan(4000);
  });

  it('read as JSON does with any byte changed, left out or doubled', () => {
    const of = (number: number) => meterValues(number, `2026-03-02T12:00:0${number}Z`, [number / 8, 230.5 + number, `${number}.50`]);
    learnt(of);
    const text = of(4);
    for (let place = 0; place < text.length; place += 1) {
      const [before, after] = [text.slice(0, place), text.slice(place + 1)];
      const instead = ['', text[place]?.repeat(2), '"', '\\', '0', '-', '.', 'e', '{', ']', ',', ':', ' ', '\n', '\u0000', '\u007f', 'é'];
      for (const other of instead) {
        const changed = `${before}${other}${after}`;
        expect(
          outcome(() => parse(changed)),
          changed,
        ).toBe(outcome(() => JSON.parse(changed)));
      }
    }
  });

  it.each(['0', '-0', '-0.0', '00', '01', '1.', '.5', '1e3', '1E-2', '-', '--1', '+1', '1.2.3', '9007199254740993', '123456789012345.67'])(
    'read a number as JSON does: %s',
    (number) => {
      const of = (value: string) => `[2,"id","Action${number}",{"value":${value}}]`;
      learnt((value) => of(String(value)));
      expect(outcome(() => parse(of(number)))).toBe(outcome(() => JSON.parse(of(number))));
    },
  );

  it('read decimals to the last bit', () => {
    const random = randomFrom(7);
    const of = (value: string) => `[2,"id","Decimals",{"value":${value}}]`;
    learnt((value) => of(String(value)));
    for (let round = 0; round < 5000; round += 1) {
      const digits = String(Math.floor(random() * 10 ** Math.ceil(random() * 15)));
      const value = random() < 0.2 ? digits : `${digits}.${String(Math.floor(random() * 1e7)).padStart(Math.ceil(random() * 9), '0')}`;
      expect(Object(parse(of(value)))[3].value).toBe(Number(value));
    }
  });

  it('are not parsed as JSON once three of a kind have been', () => {
    const of = (number: number) => meterValues(number, `2026-03-02T13:0${number}:00Z`, [number * 1.5, 20 - number, 'constant', '12.5']);
    learnt(of);
    const wanted = JSON.parse(of(9));
    const spy = vi.spyOn(JSON, 'parse');
    try {
      expect(parse(of(9))).toEqual(wanted);
      expect(spy).not.toHaveBeenCalled();
    } finally {
      spy.mockRestore();
    }
  });

  it('read bytes that are no UTF-8 as everybody does', () => {
    const of = (text: string) => Buffer.from(`[2,"id","DataTransfer",{"data":"${text}"}]`, 'latin1');
    learnt((number) => of(`text ${number}`).toString());
    for (const text of ['caf\u00e9', 'a longer text: caf\u00e9']) expect(parse(of(text))).toEqual(JSON.parse(of(text).toString()));
  });

  it('learn which values differ from those that do later', () => {
    const of = (number: number, status: string) => `[2,"${number}","StatusNotification",{"connectorId":1,"status":"${status}"}]`;
    learnt((number) => of(number, 'Available'));
    for (const status of ['Available', 'Charging', 'Faulted']) expect(parse(of(5, status))).toEqual(JSON.parse(of(5, status)));
  });

  it('each have a payload of their own', () => {
    const of = (number: number) => `[3,"answer-${number}",{"status":"Accepted"}]`;
    learnt(of);
    const [one, other] = [parse(of(4)), parse(of(5))] as [unknown, unknown, object][];
    expect(one?.[2]).toEqual(other?.[2]);
    expect(one?.[2]).not.toBe(other?.[2]);
  });

  it('are not learnt where the text is not what it reads', () => {
    const twice = (number: number) => `[2,"${number}","Twice",{"a":${number},"a":2}]`;
    const numbers = (number: number) => `[2,"${number}","Numbers",{"b":"x","1":${number}}]`;
    const prototype = (number: number) => `[2,"${number}","Prototype",{"__proto__":{"value":${number}}}]`;
    for (const of of [twice, numbers, prototype]) {
      learnt(of);
      expect(outcome(() => parse(of(7)))).toBe(outcome(() => JSON.parse(of(7))));
    }
    const deep = `[2,"deep","Deep",${'['.repeat(5000)}${']'.repeat(5000)}]`;
    learnt(() => deep);
    expect(Object(parse(deep))).toHaveLength(4);
  });
});

/** Of few shapes and many values, written in several ways. */
function anyMessage(random: () => number): string {
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const texts = ['', 'A', 'Accepted', 'a longer text than twelve', 'with "quotes"', 'é', '😀', 'tab\t', 'x'.repeat(40), '1', '\u007f'];
  const value = (depth: number): unknown => {
    const kind = Math.floor(random() * (depth > 3 ? 4 : 7));
    if (kind === 0) return one([true, false, null]);
    if (kind === 1) return one([0, 1, -1, 86_400, 230.1, -0.5, 1e21, 1e-7, 123_456_789_012]);
    if (kind < 4) return one(texts);
    if (kind === 4) return Array.from({ length: Math.floor(random() * 3) }, () => value(depth + 1));
    return Object.fromEntries(one([['a'], ['a', 'b'], ['value', 'unit'], []]).map((name) => [name, value(depth + 1)]));
  };
  const message = [one([2, 3, 4]), `id-${Math.floor(random() * 100)}`, one(['Heartbeat', 'DataTransfer']), value(0)];
  const text = JSON.stringify(message, null, one([undefined, undefined, undefined, 1]));
  return one([text, text, text.replaceAll('\n', ''), text.replaceAll(',', ', ')]);
}
