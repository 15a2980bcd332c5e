/** An exception that nobody caught, as a FATAL log record, and as the status of its spans where that is asked for. */

import { type Context, context, trace } from '@opentelemetry/api';
import { RPC_METADATA_KEY, type RpcMetadata, unwindingContext } from '@waymark/http';
import { type LogOptions, markFailed, messageOfThrown, UncaughtErrors } from '@waymark/logs';

export class LastWords {
  readonly #errors: UncaughtErrors;
  readonly #marksSpans: boolean;

  constructor(log: LogOptions, marksSpans: boolean) {
    this.#errors = new UncaughtErrors(log);
    this.#marksSpans = marksSpans;
  }

  /** Node emits this in the context of what threw, unless that has left it by a `finally`, as our own server does. */
  tell(error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void {
    const unwinding = unwindingContext();
    const thrownIn = unwinding ?? context.active();
    // Who listens for it tells of it himself, by a line of his own: it would be there twice.
    const isHandled =
      process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
    if (!isHandled) this.#errors.tell(error, origin, thrownIn);
    // What passed through our server is on its span in any case, which then ends.
    if (this.#marksSpans && unwinding === undefined) markSpans(thrownIn, messageOfThrown(error), !isHandled);
  }
}

/** The active one, then the request's own. Where the process ends nobody else will end them, and they would be lost. */
function markSpans(thrownIn: Context, message: string | undefined, isLast: boolean): void {
  const rpc = thrownIn.getValue(RPC_METADATA_KEY) as RpcMetadata | undefined;
  for (const span of new Set([trace.getSpan(thrownIn), rpc?.span])) {
    if (span?.isRecording() !== true) continue;
    markFailed(span, message);
    if (isLast) span.end();
  }
}
