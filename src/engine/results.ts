import type { ProtocolVersion, Role } from '../ocpp/protocol.ts';

/** What a case, a step or a run amounts to (best first). The worst of several wins: see `worstOf` in verdict.ts. */
export type Verdict = 'pass' | 'notApplicable' | 'notTested' | 'inconclusive' | 'fail' | 'error';

/** `violation`: a MUST is broken. `warning`: a SHOULD is broken; counts under `--strict`. `advice` never counts. */
export type Severity = 'violation' | 'warning' | 'advice';

/** One thing that happened on the wire, in the order in which we saw it. `index` counts from 0 within a session. */
export type TraceEntry = { index: number; at: number; time: string; connection: number } & TraceEvent;

/**
 * `frame`: a text frame, exactly as received or sent. `opened`/`closed`/`refused`: the WebSocket. `trouble`: bytes that were no legal
 * text frame. `act`: something that the operator was asked to do. `at` is monotonic milliseconds, `time` the wall clock (RFC 3339).
 */
export type TraceEvent =
  | { kind: 'frame'; from: Role; raw: string }
  | { kind: 'opened'; handshake: Handshake }
  | { kind: 'closed'; by: Role | 'unknown'; code: number; reason: string }
  | { kind: 'refused'; status: number; detail: string; handshake?: Handshake }
  | { kind: 'ping' | 'pong'; from: Role }
  | { kind: 'trouble'; from: Role; what: TroubleKind; detail: string }
  | { kind: 'act'; act: string; parameters: unknown; outcome: 'asked' | 'done' | 'failed'; detail?: string };

export type TroubleKind = 'binary' | 'invalidUtf8' | 'tooLarge' | 'protocolError' | 'network';

/** The opening of a WebSocket as both sides agreed on it (OCPP-J 1.6 §3, 2.0.1 part 4 §3). Credentials are never kept. */
export interface Handshake {
  identity: string;
  path: string;
  offeredSubprotocols: string[];
  subprotocol: string;
  headers: Record<string, string>;
  authorization: 'none' | 'basic' | 'other';
  /** of basic authentication: whether its user name is the identity; the name itself might be a password in the wrong place */
  userIsIdentity?: boolean;
  remoteAddress: string;
  tls?: {
    version: string;
    /** by its IANA name */
    cipher: string;
    /** the host name that the client asked for; a client that dials an address asks for none */
    servername?: string;
    peerCertificate?: { subject: string; issuer: string; serialNumber: string; pem?: string };
  };
}

/** A line of a case as it ran; the title is made from the call itself. Times are milliseconds since the case began. */
export interface StepResult {
  title: string;
  phase: 'given' | 'run' | 'cleanup';
  verdict: Verdict;
  startedAt: number;
  duration: number;
  /** indices of the trace entries that this step sent or matched */
  frames: number[];
  failure?: Failure;
  steps: StepResult[];
}

/** Why an expectation was not met. */
export interface Failure {
  message: string;
  expected?: unknown;
  actual?: unknown;
  closest?: string;
  seen?: string[];
  spec?: string[];
  stack?: string;
}

/** Something wrong on the wire, whether or not the case asked for it. */
export interface Finding {
  rule: string;
  severity: Severity;
  blame: Role;
  message: string;
  requirement?: string;
  expected?: string;
  actual?: string;
  frames: number[];
  /** outside the subject of the case in which it happened */
  incidental: boolean;
  /** how often, if more than once, and the trace index of the last time */
  count?: number;
  last?: number;
  /** the baseline knows of it: it does not count */
  expectedFailure?: ExpectedFailure;
}

/** Why something that is wrong is known and excused for now. */
export interface ExpectedFailure {
  reason: string;
  link?: string;
  /** the last day on which it is excused, YYYY-MM-DD */
  expires?: string;
}

/** A case that failed, played once more. Its first verdict stays: something that went wrong once did go wrong. */
export type Retry = Pick<CaseResult, 'verdict' | 'reason' | 'startedAt' | 'duration' | 'steps' | 'findings' | 'trace'>;

/** A file that the SUT brought. */
export interface Attachment {
  /** as the SUT gave it */
  name: string;
  /** bytes, of all of it */
  size: number;
  /** the first 256 KiB */
  base64: string;
}

export interface CaseResult {
  id: string;
  title: string;
  protocol: ProtocolVersion;
  sut: Role;
  profile: string;
  /** an id of the OCA's list, not one of our own */
  official: boolean;
  status: 'mandatory' | 'conditional' | 'additional';
  condition?: string;
  spec: string[];
  /** ids of the requirements that the catalogue says it covers */
  requirements?: string[];
  verdict: Verdict;
  /** why it is not a pass, in one line */
  reason?: string;
  startedAt: string;
  /** milliseconds */
  duration: number;
  steps: StepResult[];
  findings: Finding[];
  trace: TraceEntry[];
  /** what the SUT uploaded, if anything */
  attachments?: Attachment[];
  /** of a failure: the baseline knows of it, so it does not fail the run */
  expectedFailure?: ExpectedFailure;
  /** of a failure: what happened when it was tried again, alone */
  retry?: Retry;
  /** it failed, and passed when it was tried again */
  flaky?: true;
  rerun: string;
}

/** A feature that decides which cases apply: what its owner said, and what the SUT said of itself. Unset: nobody said. */
export interface DeclaredFeature {
  feature: string;
  declared?: boolean;
  observed?: boolean;
  /** where `observed` comes from, such as `SupportedFeatureProfiles` */
  source?: string;
}

/** A case that should be known of though it is not among the results. */
export interface AbsentCase extends Pick<CaseResult, 'id' | 'profile' | 'status' | 'condition' | 'requirements'> {
  title?: string;
  /** `notSelected`: left out of this run. `notInSuite`: on the OCA's list, but this version has no such case. */
  why: 'notSelected' | 'notInSuite';
  /** false: a feature that it needs is declared missing */
  applicable: boolean;
}

/** What is known of a SUT before anything is played. */
export interface SutBriefing {
  /** as its owner names it: name, url, station … */
  declared?: Record<string, string>;
  declaration?: DeclaredFeature[];
  absent?: AbsentCase[];
}

/** All cases played against one system under test in one version. */
export interface SutResult extends SutBriefing {
  name: string;
  sut: Role;
  protocol: ProtocolVersion;
  /** as it presented itself: vendor, model, serial number, firmware, identity, url … */
  observed: Record<string, string>;
  /** the same before the first case, if it has changed since */
  observedAtStart?: Record<string, string>;
  /** what cases have changed of it for good, each thing in a sentence */
  notRestored?: string[];
  cases: CaseResult[];
}

/** What the test system ran on. */
export interface Environment {
  node: string;
  platform: string;
  /** SHA-256 of the compiled schemas, by version of OCPP */
  schemas: Record<string, string>;
  /** milliseconds that the wall clock gained on the monotonic clock during the run: more than a few, and it was set meanwhile */
  clockStep: number;
}

export interface RunResult {
  format: 'ocppliance-results';
  formatVersion: 1;
  tool: { name: 'ocppliance'; version: string };
  startedAt: string;
  endedAt: string;
  interrupted: boolean;
  seed: number;
  /** effective configuration, secrets masked */
  configuration: Record<string, unknown>;
  environment?: Environment;
  suts: SutResult[];
}
