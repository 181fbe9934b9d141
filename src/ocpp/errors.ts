import type { ProtocolVersion } from './protocol.ts';

const common = [
  'NotImplemented',
  'NotSupported',
  'InternalError',
  'ProtocolError',
  'SecurityError',
  'PropertyConstraintViolation',
  'TypeConstraintViolation',
  'GenericError',
] as const;

const ocpp2 = [...common, 'FormatViolation', 'OccurrenceConstraintViolation', 'MessageTypeNotSupported', 'RpcFrameworkError'] as const;

/**
 * The codes of a CALLERROR by version (OCPP-J 1.6 §4.2.3; 2.x part 4 §4.3), also those of 2.1's CALLRESULTERROR. 1.6 keeps two names
 * that its errata call wrong and will not change.
 */
export const errorCodes = {
  'ocpp1.6': [...common, 'FormationViolation', 'OccurenceConstraintViolation'],
  'ocpp2.0.1': ocpp2,
  'ocpp2.1': ocpp2,
} as const satisfies Record<ProtocolVersion, readonly string[]>;

export type ErrorCode<V extends ProtocolVersion = ProtocolVersion> = (typeof errorCodes)[V][number];

/** Whether a version has an error code by exactly this name. */
export const isErrorCode = <V extends ProtocolVersion>(version: V, code: string): code is ErrorCode<V> =>
  (errorCodes[version] as readonly string[]).includes(code);

/** How 1.6 and 2.x call what is otherwise the same: the slip behind most unknown codes. */
const renamed: Readonly<Record<string, string>> = {
  FormationViolation: 'FormatViolation',
  FormatViolation: 'FormationViolation',
  OccurenceConstraintViolation: 'OccurrenceConstraintViolation',
  OccurrenceConstraintViolation: 'OccurenceConstraintViolation',
};

/** The code of this version that a sender of an unknown code meant, if it is that of the other version or differs only in case. */
export const meantErrorCode = <V extends ProtocolVersion>(version: V, code: string): ErrorCode<V> | undefined => {
  const codes: readonly ErrorCode<V>[] = errorCodes[version];
  const wanted = (Object.hasOwn(renamed, code) ? renamed[code] : code)?.toLowerCase();
  return codes.find((known) => known.toLowerCase() === wanted);
};
