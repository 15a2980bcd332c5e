/** What the logger adapters are told by the distribution, and the shape of the patches that they return. */
import type { Logger } from '@opentelemetry/api';

/** Names of the fields that structured lines of the app gain inside a request. */
export interface LogFields {
  /** @default 'trace_id' */
  traceId: string;
  /** @default 'span_id' */
  spanId: string;
  /** @default 'request_id' */
  requestId: string;
}

export interface LogOptions {
  /**
   * The OpenTelemetry logger of a scope (`pino`, `winston`, `console`). Called once a scope, at its first record,
   * so that the logs SDK is loaded by the first line and not by the start.
   */
  logger(scope: string, version?: string): Logger;
  /** False: no record is made (no logs exporter, no logs on spans); structured lines gain their ids all the same. */
  enabled: boolean;
  /** Other names for the fields in the app's lines. */
  fields?: Partial<LogFields>;
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
  /** True once lines are to stay as they are, without ids and records: somebody else sees to them, or nobody. */
  stopped?(): boolean;
}

/** One entry for `@waymark/hooks`, by structure: this package does not import it. */
export interface ModulePatch {
  /** Package name, as in `node_modules`. */
  module: string;
  /** File inside the package. */
  file: string;
  /** Version range in which the patch is applied. */
  versions: string;
  /** Called with the file's exports when it is first loaded; returns them. */
  patch(exports: unknown, m: { name: string; version?: string; baseDir?: string }): unknown;
}

/** The names to use: the caller's where given, else `trace_id`, `span_id`, `request_id`. */
export function fieldNames(o: LogOptions): LogFields {
  return { traceId: 'trace_id', spanId: 'span_id', requestId: 'request_id', ...o.fields };
}
