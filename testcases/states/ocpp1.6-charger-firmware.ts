import { type Cast, defineState, orCallError } from 'ocppliance';
import { idle, valuesOf } from './ocpp1.6-charger.ts';

/** Situations of an OCPP 1.6 charger that exchanges files with us, and passages that its cases share. */

type World = Cast<'ocpp1.6', 'charger', never>;
type FileProtocol = NonNullable<Parameters<World['files']['accepts']>[0]>;

/** Those that we speak, the plainest first. */
const ours: readonly FileProtocol[] = ['http', 'ftp', 'https'];

/** How files travel between the charger and us. One that does not say which protocols it speaks (1.6 errata 3.90) is taken at HTTP. */
async function fileProtocolOf({ csms }: Pick<World, 'csms'>): Promise<FileProtocol | undefined> {
  const { SupportedFileTransferProtocols } = await valuesOf({ csms }, ['SupportedFileTransferProtocols']);
  if (SupportedFileTransferProtocols === undefined) return 'http';
  const theirs = SupportedFileTransferProtocols.toLowerCase().split(/[\s,]+/);
  return ours.find((protocol) => theirs.includes(protocol));
}

export const exchangesFiles = defineState({
  title: 'the charger speaks a protocol for files that we speak as well',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [idle],
  async reach(cast) {
    await cast.check('there is one', (await fileProtocolOf(cast)) !== undefined, true);
  },
});

export const firmwareAtHand = defineState({
  title: 'we have firmware that the charger can install',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [exchangesFiles],
  async reach({ config, check }) {
    await check('this run was given some (setting firmware)', config.firmware !== undefined, true);
  },
});

export const signedFirmwareAtHand = defineState({
  title: 'we have firmware that the charger can install, signed by its manufacturer',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [firmwareAtHand],
  async reach({ config: { firmware }, check }) {
    const isSigned = firmware?.signature !== undefined && firmware.signingCertificate !== undefined;
    await check('this run was given its signature and certificate (setting firmware)', isSigned, true);
  },
});

// Passages

/** A file where the charger can fetch it. */
export async function offered(cast: World, bytes: Uint8Array): Promise<string> {
  return cast.files.offers('firmware.bin', bytes, await fileProtocolOf(cast));
}

/** A folder into which the charger can upload. */
export async function accepted(cast: World): Promise<string> {
  return cast.files.accepts(await fileProtocolOf(cast));
}

/** A place where nothing is to be had, and nothing is accepted. */
export async function nowhere(cast: World): Promise<string> {
  return `${(await offered(cast, new Uint8Array(1))).replace(/[^/]*$/, '')}nothing-here/`;
}

/**
 * Asks for an update, as soon as can be and in one attempt. A charger that keeps to the security whitepaper refuses, as it takes signed
 * firmware alone (L01.FR.20): then nothing must happen, and `false` tells that there is nothing more to see.
 */
export async function takesUpdate({ csms, charger, check }: World, location: string): Promise<boolean> {
  const request = { location, retrieveDate: new Date().toISOString(), retries: 0 };
  const answer = await csms.calls('UpdateFirmware', request, orCallError({}, 'NotSupported'));
  if (!('code' in answer)) return true;
  const { SecurityProfile } = await valuesOf({ csms }, ['SecurityProfile']);
  await check('one that takes no plain firmware follows the security whitepaper', SecurityProfile !== undefined, true);
  await charger.neverCalls('FirmwareStatusNotification', {}, { within: '10s' });
  return false;
}

/** The connector is in service; if it was not for the update, it is again. */
export async function isInService({ csms, charger, config: { connectorId } }: World): Promise<void> {
  const status = csms.knows.connectors.get(String(connectorId));
  if (status === 'Unavailable') await charger.calls('StatusNotification', { connectorId, status: 'Available' }, { within: 'reboot' });
}

type Status = 'Downloading' | 'Downloaded' | 'DownloadFailed' | 'Installing' | 'InstallationFailed' | 'Installed';

/** How far an update has come. Each step may take as long as a reboot. */
export const reports = ({ charger }: Pick<World, 'charger'>, status: Status) =>
  charger.calls('FirmwareStatusNotification', { status }, { within: 'reboot' });
