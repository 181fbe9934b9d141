/** Something that the user can put right. Its message is one line for people: what is wrong, where, what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The system under test cannot be talked to: nobody's proven fault, so its cases stay undecided. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Why a file that the user named cannot be read. */
export function unreadable(what: string, path: string, error: unknown): UsageError {
  const reason = { ENOENT: 'there is no such file', EACCES: 'it may not be read', EISDIR: 'it is a folder' }[codeOf(error)];
  return new UsageError(`cannot read the ${what} ${path}: ${reason ?? messageOf(error)}`);
}
