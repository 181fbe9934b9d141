import { chargingPower, type Evse } from './charger-evse.ts';

/** A MeterValueType with these measurands, as the meter of the EVSE shows them now; nothing if there are none (J02). */
export function meterValue(
  evse: Evse,
  measurands: readonly string[],
  context: string,
  timestamp: string,
  register = evse.register,
): Record<string, unknown>[] {
  const sampledValue = measurands.flatMap((measurand) => sample(evse, measurand, context, register));
  return sampledValue.length > 0 ? [{ timestamp, sampledValue }] : [];
}

function sample(evse: Evse, measurand: string, context: string, register: number): Record<string, unknown>[] {
  const one = (value: number, unit: string, phase?: string) => ({
    value,
    context,
    measurand,
    unitOfMeasure: { unit },
    ...(phase === undefined ? {} : { phase }),
  });
  switch (measurand) {
    case 'Energy.Active.Import.Register':
      return [one(Math.round(register * 10) / 10, 'Wh')];
    case 'Power.Active.Import':
      return [one(evse.energized ? chargingPower : 0, 'W')];
    case 'Current.Import':
      return ['L1', 'L2', 'L3'].map((phase) => one(evse.energized ? 16 : 0, 'A', phase));
    case 'Voltage':
      return ['L1-N', 'L2-N', 'L3-N'].map((phase) => one(230, 'V', phase));
    default:
      return [];
  }
}
