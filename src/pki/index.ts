export { type Authority, createAuthority, type Holder, type Purpose, type Terms } from './authority.ts';
export {
  type ChainProblem,
  hashDataOf,
  isSameHashData,
  problemWith,
  readChain,
} from './certificates.ts';
export { type KeyFacts, keyFacts, type RequestFacts, readRequest, requestCertificate, type SigningRequest } from './csr.ts';
export { isSignedFirmware, signFirmware } from './firmware.ts';
export { type KeyKind, type Keys, newKeys, sharedRsaKeys } from './keys.ts';
export { createPki, type Pki, type PkiOptions } from './pki.ts';
