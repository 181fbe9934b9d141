import * as vitest from 'vitest';
import { conformanceSuite } from '../src/vitest/index.ts';

// The built-in charger and CSMS pass every case that there is for them.
for (const ocpp of ['1.6', '2.0.1']) {
  for (const sut of ['charger', 'csms'] as const) await conformanceSuite({ sut, ocpp, vitest });
}
