/** A bundle, or a key to it, that cannot be used. Its message is one line for people. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}
