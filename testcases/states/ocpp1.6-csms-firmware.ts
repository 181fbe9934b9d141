import type { Cast, Ours, RequestOf } from 'ocppliance';

type Charger = Ours<'ocpp1.6', 'charger'>;

/** What our station is offered as firmware. It is not signed, and nobody installs it. */
export const firmware = new TextEncoder().encode('firmware 1.1 of a station that exists only in tests');

/** Tells how far the update has come that the Central System has asked for (1.6 §4.5). */
export async function reportsUpdate(
  charger: Charger,
  ...statuses: RequestOf<'ocpp1.6', 'FirmwareStatusNotification'>['status'][]
): Promise<void> {
  for (const status of statuses) await charger.calls('FirmwareStatusNotification', { status });
}

/** Tells how far the upload of diagnostics has come that the Central System has asked for (1.6 §4.4). */
export async function reportsUpload(
  charger: Charger,
  ...statuses: RequestOf<'ocpp1.6', 'DiagnosticsStatusNotification'>['status'][]
): Promise<void> {
  for (const status of statuses) await charger.calls('DiagnosticsStatusNotification', { status });
}

/** Nobody can charge while new firmware is being installed. */
export async function closes(charger: Charger, { evses }: Cast<'ocpp1.6', 'csms', never>['config']): Promise<void> {
  for (const index of evses.keys()) await charger.calls('StatusNotification', { connectorId: index + 1, status: 'Unavailable' });
}
