import { onTrial, type Trial } from './on-trial.ts';

/** OCPP 1.6 chargers on trial. */
export const chargersOnTrial = (trial: Pick<Trial, 'builds' | 'impostors' | 'catches'>): void =>
  onTrial({ protocol: 'ocpp1.6', sut: 'charger', ...trial });
