/** Firmware that the simulated charger can install: it starts with a line that names its version. */
export const firmwareImage = (version: string): Uint8Array =>
  Buffer.from(`ocppliance firmware ${version}\n${'0123456789abcdef'.repeat(64)}`);

/** The version that a file is of; undefined if it is no firmware. */
export const versionIn = (file: Buffer): string | undefined =>
  /^ocppliance firmware (\S{1,20})\n/.exec(file.toString('latin1', 0, 100))?.[1];
