/** Status codes and failures on a span: the same rules for servers, `http` clients and fetch. */
import { SpanStatusCode } from '@opentelemetry/api';
import type { RecordingSpan } from '@waymark/tracing';
import { ERROR_TYPE, HTTP_RESPONSE_STATUS_CODE } from './attributes.ts';

/** Smallest status code that is an error: a server is not to blame for 4xx, a client did not get what it wanted. */
export const SERVER_ERRORS_FROM = 500;
export const CLIENT_ERRORS_FROM = 400;

/** Puts the status code on the span, and the error that it is. What somebody said about the error before, stays. */
export function recordStatusCode(span: RecordingSpan, statusCode: number, errorsFrom: number): void {
  span.putTrusted(HTTP_RESPONSE_STATUS_CODE, statusCode);
  if (statusCode >= errorsFrom && statusCode < 600 && span.attributes[ERROR_TYPE] === undefined) {
    span.putTrusted(ERROR_TYPE, String(statusCode));
  }
  failByStatus(span, statusCode, errorsFrom);
}

/** ERROR where the code is one, or is none at all. */
export function failByStatus(span: RecordingSpan, statusCode: number, errorsFrom: number): void {
  if (statusCode >= 100 && statusCode < errorsFrom) return;
  if (span.status.code !== SpanStatusCode.ERROR) span.setStatus({ code: SpanStatusCode.ERROR });
}

/** An exception event, `error.type`, and ERROR with the error's message. */
export function recordFailure(span: RecordingSpan, error: unknown, errorType: string): void {
  const exception = error instanceof Error ? error : String(error);
  span.putTrusted(ERROR_TYPE, errorType);
  span.setStatus({
    code: SpanStatusCode.ERROR,
    message: exception instanceof Error ? exception.message : exception,
  });
  span.recordException(exception);
}

/** `error.type` by the name of the error's class. */
export function nameOf(error: unknown): string {
  const name = (error as { name?: unknown } | undefined | null)?.name;
  return typeof name === 'string' && name !== '' ? name : 'Error';
}
