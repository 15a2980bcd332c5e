/**
 * What an exporter brings to the contract suite: how it is started, and a server of its protocol that behaves as it is
 * told. The faults of the connection itself are the suite's: a `FaultProxy` stands between the two.
 */

/** The claims of the suite; each is one test. `claims.ts` has what each of them does. */
export type Claim =
  | 'all-once'
  | 'unwritable'
  | 'partial-failure'
  | 'refused-for-good'
  | 'nobody-listens'
  | 'reset-in-body'
  | 'in-pieces'
  | 'lost-answer'
  | 'late-answer'
  | 'busy'
  | 'unavailable'
  | 'nonsense'
  | 'slow-reader'
  | 'forgotten-connection'
  | 'restart'
  | 'restart-under-traffic'
  | 'shutdown-while-sending'
  | 'shutdown-in-silence'
  | 'million-to-nobody'
  | 'many-to-silence';

export interface ExporterAdapter {
  /** As a person would call it: `OTLP/HTTP protobuf`. */
  name: string;
  /**
   * `import.meta.url` of the module that exports this as `adapter`: a child process imports it for the claims on memory,
   * which must therefore not register tests.
   */
  module: string;
  /**
   * What the protocol says of a batch whose answer got lost. `twice`: it is sent again, and the server cannot tell.
   * `once`: sent again, and the server (or the suite's, as the real one does) knows it by its ids.
   * `unknown`: there are no answers, so what was written counts as delivered, and nothing is sent twice.
   */
  afterLostAnswer: 'twice' | 'once' | 'unknown';
  /**
   * Whether a server takes records of a batch of which not all has come, so that they may be there twice after a reset in its
   * middle.
   * @default false
   */
  takesParts?: boolean;
  /** Claims that the protocol has no place for, each with the reason. They are not run. */
  lacks?: Partial<Record<Claim, string>>;
  /**
   * Claims that this exporter does not keep, each with what happens instead. They are run, and must fail: only for
   * exporters that are not ours.
   */
  breaks?: Partial<Record<Claim, string>>;
  /** A server on a free port of 127.0.0.1. */
  startServer(): Promise<ContractServer>;
  startExporter(options: ContractExporterOptions): ContractExporter;
}

export interface ContractExporterOptions {
  /** Of 127.0.0.1. */
  port: number;
  /** To be configured as a credential where the protocol has one (a header, a password, a key): no line may hold it. */
  secret: string;
  /** Records in a batch. */
  batchRecords: number;
  /** For the queue: `maxQueueBytes`. */
  maxQueueBytes: number;
  /** For one request. */
  timeoutMs: number;
  retry: { initialMs: number; maxMs: number };
  report: (line: string) => void;
}

/** An exporter that runs. Nothing of it may throw, whatever the server does. */
export interface ContractExporter {
  /**
   * Makes record `number` (`contractSpan`, `contractLogRecord`) and gives it to the exporter as the product does.
   * @param size characters of filler in it, or `UNWRITABLE`
   */
  produce(number: number, size: number): void;
  /** Until everything is delivered or dropped, or `timeoutMs` are over. */
  flush(timeoutMs: number): Promise<void>;
  /** For good, within `timeoutMs`. */
  shutdown(timeoutMs: number): Promise<void>;
  /** Records of which the exporter says so. What is in neither still waits. */
  readonly counts: { delivered: number; dropped: number };
  /** Bytes that wait or are in flight, where it can tell. */
  readonly heldBytes?: number;
}

/** What the server does with one request (or with one batch, where there are no requests). */
export type Behaviour =
  | { does: 'take' }
  /** Refuses the first `count` records for good and takes the others. */
  | { does: 'take-some'; refuse: number }
  /** Refuses all of them for good: a bad request. */
  | { does: 'refuse' }
  /** Too many requests (429), come back after `afterMs`, a multiple of 1000. */
  | { does: 'busy'; afterMs: number }
  /** 503, come back after `afterMs`. */
  | { does: 'unavailable'; afterMs: number }
  /** Takes nothing, and answers with bytes that are not an answer of the protocol. */
  | { does: 'nonsense' }
  /** Takes, and answers after `ms`. */
  | { does: 'take-late'; ms: number };

/** @param request 1 for the first since `behave` was called */
export type Behave = (request: number) => Behaviour;

export interface ContractServer {
  readonly port: number;
  /** Numbers of the records that were taken, in order of arrival; one that was taken twice is in it twice. */
  readonly taken: readonly number[];
  /** When each complete request came, in milliseconds of `performance.now()`. */
  readonly requests: readonly number[];
  /** What a strict receiver of the protocol objects to. Anything in it fails the claim. */
  readonly errors: readonly string[];
  /** @default takes everything */
  behave(behave: Behave): void;
  close(): Promise<void>;
}
