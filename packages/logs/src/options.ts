/** What the logger adapters are told by the distribution, and the shape of the patches that they return. */
import type { Context, Logger } from '@opentelemetry/api';

/** Whose names and shapes the fields have: OpenTelemetry's, Elastic's, Datadog's, Google Cloud's. */
export type LogFieldSet = 'otel' | 'ecs' | 'datadog' | 'gcp';

/**
 * The fields that structured lines of the app gain inside a request. A name stands in for the set's own, and `false`
 * leaves the field out; `datadog` and `gcp` have their own names for all but the request id.
 */
export interface LogFields {
  /** @default 'otel' */
  readonly set?: LogFieldSet;
  /** @default 'trace_id'; of `ecs` 'trace.id' */
  readonly traceId?: string | false;
  /** @default 'span_id'; of `ecs` 'span.id' */
  readonly spanId?: string | false;
  /** @default 'request_id'; of `ecs` 'http.request.id' */
  readonly requestId?: string | false;
  /** @default 'service.name' */
  readonly serviceName?: string | false;
}

export interface LogOptions {
  /**
   * The OpenTelemetry logger of a scope (`pino`, `winston`, `console`). Called once a scope, at its first record,
   * so that the logs SDK is loaded by the first line and not by the start.
   */
  logger(scope: string, version?: string): Logger;
  /** False: no record is made (no logs exporter, no logs on spans); structured lines gain their ids all the same. */
  enabled: boolean;
  /** What the app's lines gain, and by which names. */
  fields?: LogFields;
  /** `service.name`, for the app's lines. Asked once a request that writes one. @default none */
  serviceName?(): string | undefined;
  /** The project whose trace it is, for `gcp`: without it the trace's id stands alone. Asked likewise. @default none */
  gcpProject?(): string | undefined;
  /**
   * False: neither `request_id` in lines nor `http.request.id` on records.
   * @default true
   */
  requestIds?: boolean;
  /**
   * Time of a record, in (fractional) milliseconds since the epoch. The tracer's own clock puts lines and spans on
   * one time axis.
   * @default Date.now
   */
  now?(): number;
  /**
   * Whether lines of debug and above that their logger's own level keeps out are made in this context all the same, as records
   * for a tail. pino, winston and Bunyan do; nothing of them is printed. @default never, and loggers are not changed for it
   */
  lowered?(ctx: Context): boolean;
  /** True once lines are to stay as they are, without ids and records: somebody else sees to them, or nobody. */
  stopped?(): boolean;
}

/** One entry for `@waymark/hooks`, by structure: this package does not import it. */
export interface ModulePatch {
  /** Package name, as in `node_modules`. */
  module: string;
  /** File inside the package. @default the package's main file */
  file?: string;
  /** Version range in which the patch is applied. */
  versions: string;
  /** Where the main file is an ES module: the exports that `patch` is given, and may replace. */
  esm?: readonly string[];
  /** Called with the file's exports when it is first loaded; returns them. */
  patch(exports: unknown, m: { name: string; version?: string; baseDir?: string }): unknown;
}
