/** What an OTLP server answers with (opentelemetry-proto: collector/…_service.proto; googleapis: rpc/status.proto). */

import { MessageType, many, maybe, one } from './message-type.ts';
import { BYTES, INT32_VARINT, INT64_VARINT, STRING } from './scalars.ts';

/** An answer that took some, or all with a warning. A plain success is the empty message. */
export interface ExportAnswer {
  /** The number's name says of what: `rejectedSpans`. */
  partialSuccess?: { [rejected: string]: string };
}

const exportAnswer = (rejected: string) => {
  const partial = new MessageType<{ [field: string]: string }>({
    [rejected]: one(1, INT64_VARINT),
    errorMessage: one(2, STRING),
  });
  return new MessageType<ExportAnswer>({ partialSuccess: maybe(1, () => partial) });
};

export const TRACES_ANSWER = exportAnswer('rejectedSpans');
export const LOGS_ANSWER = exportAnswer('rejectedLogRecords');
export const METRICS_ANSWER = exportAnswer('rejectedDataPoints');

/** `google.rpc.Status`: the body of every refusal. */
export interface RpcStatus {
  /** A code of gRPC. */
  code: number;
  message: string;
  details: { typeUrl: string; value: string }[];
}

const ANY = new MessageType<RpcStatus['details'][number]>({ typeUrl: one(1, STRING), value: one(2, BYTES) });

export const RPC_STATUS = new MessageType<RpcStatus>({
  code: one(1, INT32_VARINT),
  message: one(2, STRING),
  details: many(3, () => ANY),
});

const DURATION = new MessageType<{ seconds: string; nanos: number }>({
  seconds: one(1, INT64_VARINT),
  nanos: one(2, INT32_VARINT),
});

/** `google.rpc.RetryInfo`: one of a status' details. */
export const RETRY_INFO = new MessageType<{ retryDelay: { seconds: string; nanos: number } }>({
  retryDelay: one(1, () => DURATION),
});
