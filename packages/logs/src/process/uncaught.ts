/** The last words of a process: what nobody caught, as a log record. */
import { type Attributes, type Context, SeverityNumber } from '@opentelemetry/api';
import { requestIdOf } from '@waymark/propagation';
import type { LogOptions } from '../options.ts';
import { ATTR_EXCEPTION_MESSAGE, isError, putException } from '../records/exception.ts';
import { RecordSink } from '../records/record-sink.ts';

/**
 * Makes a FATAL record of an exception, or of a rejection that nobody handled, as Node's `uncaughtExceptionMonitor` tells of it. Whether
 * it ends the process is not looked at: where the application listens for it, its own line tells. Never throws.
 */
export class UncaughtErrors {
  readonly #sink: RecordSink;
  readonly #requestIds: boolean;

  constructor(options: LogOptions) {
    this.#sink = new RecordSink(options, 'process');
    this.#requestIds = options.requestIds ?? true;
  }

  /** @param ctx what was active where it was thrown */
  tell(error: unknown, origin: NodeJS.UncaughtExceptionOrigin, ctx: Context): void {
    if (!this.#sink.wants(ctx)) return;
    const attributes: Attributes = {};
    if (isError(error)) putException(attributes, error);
    else attributes[ATTR_EXCEPTION_MESSAGE] = messageOfThrown(error);
    const what = origin === 'unhandledRejection' ? 'unhandled rejection' : 'uncaught exception';
    const line = {
      severityNumber: SeverityNumber.FATAL,
      severityText: 'FATAL',
      body: `${what}: ${attributes[ATTR_EXCEPTION_MESSAGE] ?? ''}`,
      attributes,
    };
    this.#sink.emit(line, ctx, this.#requestIds ? requestIdOf(ctx) : undefined);
  }
}

/** The error's message, or what was thrown in its place as text. */
export function messageOfThrown(thrown: unknown): string {
  try {
    return String(isError(thrown) ? thrown.message : thrown);
  } catch {
    // What can be thrown need not be text: an object without a prototype is none.
    return typeof thrown;
  }
}
