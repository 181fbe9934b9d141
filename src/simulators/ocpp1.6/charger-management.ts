import type { Features } from '../../engine/conditions.ts';
import type { SecurityProfile } from '../../engine/dsl.ts';
import type { ConnectError } from '../../transport/index.ts';
import type { Handlers } from '../peer.ts';
import type { ChargerOptions } from '../simulator.ts';
import { createAccess } from './charger-access.ts';
import { type Configuration, count } from './charger-configuration.ts';
import { createSecurityEvents } from './charger-events.ts';
import { createFirmware } from './charger-firmware.ts';
import { profilesOf } from './charger-keys.ts';
import { createLogs } from './charger-logs.ts';
import type { Station } from './charger-station.ts';
import type { Timers } from './charger-timers.ts';

type Payload = Record<string, unknown>;

export interface ManagementOptions {
  options: ChargerOptions;
  features: Features;
  configuration: Configuration;
  timers: Timers;
  station: Station;
  online: () => boolean;
  call: (action: string, payload: Payload) => Promise<Payload>;
  /** the answers of the charger to all else */
  others: Handlers;
  /** Leaves the CSMS and comes again. */
  reconnect: () => void;
  reboot: () => void;
}

/** The number that stands in its certificate, and on its housing. */
export const serialNumberOf = ({ identity }: Pick<ChargerOptions, 'identity'>): string => identity.slice(0, 25);

/** The features that follow from what a charger has been given. */
export const securityFeatures = ({ security }: ChargerOptions): Features =>
  security
    ? Object.fromEntries(Object.keys(security.urls).flatMap((profile) => (profile === '0' ? [] : [[`SecurityProfile${profile}`, true]])))
    : {};

/** How the simulated charger connects, and what is done to it from afar: security, firmware, diagnostics and logs. */
export async function createManagement({ options, features, configuration, timers, station, ...rest }: ManagementOptions) {
  const { online, call, others, reconnect, reboot } = rest;
  const { security: given } = options;
  const events = createSecurityEvents({ online, call });
  // The library behind certificates takes its time to load.
  const roots = given && (await rootsOf(given.roots, () => count(configuration, 'CertificateStoreMaxLength')));
  const trusted = () => roots?.ofType('CentralSystemRootCertificate') ?? [];
  const access = createAccess({ ...options, roots: trusted });
  const { soon } = timers;

  const logs = createLogs({
    timers,
    call,
    roots: trusted,
    diagnostics: () =>
      `${new Date().toISOString()} firmware ${firmware.version()}, ${station.isCharging() ? 'charging' : 'not charging'}\n`,
    securityLog: events.text,
  });
  const firmware = createFirmware({
    timers,
    online,
    call,
    roots: trusted,
    isTrusted: (certificate) => roots?.hasIssued('ManufacturerRootCertificate', certificate) ?? false,
    takesUnsigned: features.UnsignedFirmware ?? !given,
    isCharging: station.isCharging,
    close: station.close,
    reboot,
    tell: (type) => void (given && events.tell(type)),
  });
  const security =
    roots &&
    (await import('./charger-security.ts')).createSecurity({
      serialNumber: serialNumberOf(options),
      ...{ configuration, access, roots, events, call, soon, reconnect, others },
      triggers: { FirmwareStatusNotification: firmware.reportSigned, LogStatusNotification: logs.tellOfLog },
    });

  const starts = () => given && events.tell('StartupOfTheDevice');
  starts();

  const triggers: Record<string, () => void> = {
    DiagnosticsStatusNotification: logs.tellOfDiagnostics,
    FirmwareStatusNotification: firmware.report,
  };
  const handlers: Handlers = {
    ...(profilesOf(features).includes('FirmwareManagement') && {
      ...firmware.plainHandlers,
      ...logs.diagnosticsHandlers,
      ...(given && firmware.signedHandlers),
      TriggerMessage(request) {
        const trigger = triggers[String(request.requestedMessage)];
        if (!trigger) return others.TriggerMessage?.(request) ?? {};
        soon(trigger);
        return { status: 'Accepted' };
      },
    }),
    ...(given && logs.logHandlers),
    ...security?.handlers,
  };

  return {
    handlers,
    firmwareVersion: firmware.version,
    dial: access.dial,
    connected: (): void => security?.connected(),
    refused: (error: ConnectError): void => security?.refused(error),
    /** The CSMS has registered the charger. */
    registered: (): void => void firmware.booted(),
    /** … or has never forgotten it. */
    online: events.deliver,
    /** Everything starts anew. */
    restarted(): void {
      logs.stop();
      firmware.restarted();
      starts();
    },
    setProfile(profile: SecurityProfile): void {
      if (!security) throw new Error('this charger knows no security profiles');
      security.setProfile(profile);
    },
    stop(): void {
      logs.stop();
      firmware.stop();
    },
  };
}

async function rootsOf({ csms, manufacturer }: NonNullable<ChargerOptions['security']>['roots'], capacity: () => number) {
  const { createRoots } = await import('./charger-roots.ts');
  return createRoots({ CentralSystemRootCertificate: csms, ManufacturerRootCertificate: manufacturer }, capacity);
}
