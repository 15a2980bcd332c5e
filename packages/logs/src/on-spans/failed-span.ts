/** An error that was logged, or that nobody caught, as the status of the span it happened in. */
import { type Context, SeverityNumber, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { ATTR_EXCEPTION_MESSAGE } from '../records/exception.ts';
import { EVENT_TEXT_LIMIT } from './logs-on-spans.ts';

/** What we read of an SDK span besides the API. */
interface SdkSpan extends Span {
  readonly status?: { readonly code: SpanStatusCode };
}

/** Sets the status, unless the span is over or somebody has said ERROR before: the first error tells most. */
export function markFailed(span: SdkSpan, message: string | undefined): void {
  if (!span.isRecording() || span.status?.code === SpanStatusCode.ERROR) return;
  span.setStatus({ code: SpanStatusCode.ERROR, message: message?.slice(0, EVENT_TEXT_LIMIT) });
}

/**
 * Makes a record of ERROR or above the status of the span that it was written in, with the exception's message or the line's. The
 * record goes on as it is. A status of OK, which the application has set, stays. Never throws.
 */
export class ErrorsMarkSpansProcessor implements LogRecordProcessor {
  onEmit(record: ReadWriteLogRecord, ctx?: Context): void {
    if (!isError(record)) return;
    try {
      const span = ctx && trace.getSpan(ctx);
      if (span?.spanContext().spanId !== record.spanContext?.spanId) return;
      const { body, attributes } = record;
      const told = attributes[ATTR_EXCEPTION_MESSAGE] ?? body;
      if (span !== undefined) markFailed(span, typeof told === 'string' ? told : undefined);
    } catch {
      // The record itself goes on its way.
    }
  }

  enabled(asked: { context: Context; severityNumber?: SeverityNumber }): boolean {
    return isError(asked) && trace.getSpan(asked.context)?.isRecording() === true;
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

function isError({ severityNumber = 0 }: { severityNumber?: SeverityNumber }): boolean {
  return severityNumber >= SeverityNumber.ERROR;
}
