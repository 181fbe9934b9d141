import { expect, it } from 'vitest';
import { traceOf } from './transcript.ts';

const raws = (text: string) => traceOf('ocpp1.6', text).map((entry) => (entry.kind === 'frame' ? entry.raw : entry.kind));

it('completes payloads and pairs answers', () => {
  expect(
    raws(`
      > #1 Authorize {idTag: A}
      < {idTagInfo: {parentIdTag: B}}
      +5s
      < #2 GetConfiguration
        ={key: [X]}
      > error NotSupported not here
      >> #3 StartTransaction {timestamp: $-1h}
      close charger 1000
    `),
  ).toEqual([
    'opened',
    '[2,"1","Authorize",{"idTag":"A"}]',
    '[3,"1",{"idTagInfo":{"status":"Accepted","parentIdTag":"B"}}]',
    '[2,"2","GetConfiguration",{"key":["X"]}]',
    '[4,"2","NotSupported","not here",{}]',
    '[2,"3","StartTransaction",{"connectorId":1,"idTag":"TAG","meterStart":0,"timestamp":"2026-01-01T11:00:05.500Z"}]',
    '[3,"3",{"idTagInfo":{"status":"Accepted"},"transactionId":1}]',
    'closed',
  ]);
});

it('says which line it does not understand', () => {
  expect(() => traceOf('ocpp1.6', 'open\n< {}')).toThrow('transcript line "< {}": no CALL of the charger is open');
});
