/** How a unary call of gRPC ends (gRPC over HTTP/2: "Responses"; OTLP specification, "OTLP/gRPC Throttling"). */

import { RETRY_INFO, RPC_STATUS, toProtobuf } from '@waymark/otlp';
import { RETRY_AFTER_S } from './in-flight.ts';
import { shortened } from './otlp-answer.ts';
import type { RequestError } from './request-error.ts';

export const GRPC = {
  OK: 0,
  INVALID_ARGUMENT: 3,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** Trailers, by the HTTP status that the same refusal has. */
export function grpcTrailers({ status, message }: RequestError): Record<string, string> {
  const code = CODES[status] ?? GRPC.INTERNAL;
  const trailers = { 'grpc-status': String(code), 'grpc-message': percentEncoded(shortened(message)) };
  if (status !== 429 && status !== 503) return trailers;
  // Without it, RESOURCE_EXHAUSTED means that there is no use in coming back.
  return { ...trailers, 'grpc-status-details-bin': comeBack(code, message).toString('base64') };
}

const CODES: Record<number, number> = {
  400: GRPC.INVALID_ARGUMENT,
  401: GRPC.UNAUTHENTICATED,
  404: GRPC.UNIMPLEMENTED,
  413: GRPC.RESOURCE_EXHAUSTED,
  415: GRPC.UNIMPLEMENTED,
  429: GRPC.RESOURCE_EXHAUSTED,
  503: GRPC.UNAVAILABLE,
};

function comeBack(code: number, message: string): Buffer {
  const retry = toProtobuf(RETRY_INFO, { retryDelay: { seconds: String(RETRY_AFTER_S), nanos: 0 } });
  const typeUrl = 'type.googleapis.com/google.rpc.RetryInfo';
  const details = [{ typeUrl, value: retry.toString('base64') }];
  return toProtobuf(RPC_STATUS, { code, message: shortened(message), details });
}

/** UTF-8 of which all but printable ASCII is escaped, and the percent sign. */
function percentEncoded(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}
