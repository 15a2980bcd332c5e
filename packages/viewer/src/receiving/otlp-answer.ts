/** What OTLP/HTTP answers with, in the encoding of the request (OTLP specification, "OTLP/HTTP Response"). */

import {
  LOGS_ANSWER,
  METRICS_ANSWER,
  type MessageType,
  RPC_STATUS,
  TRACES_ANSWER,
  toProtobuf,
} from '@waymark/otlp';
import type { Taken } from '../store/telemetry-store.ts';
import type { IntakeSignal } from './intake.ts';

export type Encoding = 'protobuf' | 'json';

/** Rule of the specification: an answer has a limit. Ours stay far below it. */
const LONGEST_MESSAGE = 4096;

const ANSWERS = {
  traces: { type: TRACES_ANSWER, rejected: 'rejectedSpans' },
  logs: { type: LOGS_ANSWER, rejected: 'rejectedLogRecords' },
  metrics: { type: METRICS_ANSWER, rejected: 'rejectedDataPoints' },
  pending: { type: TRACES_ANSWER, rejected: 'rejectedSpans' },
};

/** Empty but for what was rejected, or a warning. Nobody sends the rejected records again. */
export function successBody(signal: IntakeSignal, taken: Taken, encoding: Encoding): string | Uint8Array {
  const { type, rejected } = ANSWERS[signal];
  const { message: errorMessage = '' } = taken;
  if (taken.rejected === 0 && errorMessage === '') return encoded(type, {}, encoding);
  const partialSuccess = { [rejected]: String(taken.rejected), errorMessage: shortened(errorMessage) };
  return encoded(type, { partialSuccess }, encoding);
}

/** A `google.rpc.Status`: the body of every refusal. */
export function statusBody(httpStatus: number, message: string, encoding: Encoding): string | Uint8Array {
  const code = CODES[httpStatus] ?? UNKNOWN;
  const status = { code, message: shortened(message), details: [] };
  return encoding === 'json'
    ? JSON.stringify({ code, message: status.message })
    : toProtobuf(RPC_STATUS, status);
}

const UNKNOWN = 2;

/** Codes of gRPC for statuses of HTTP (googleapis: google/rpc/code.proto). */
const CODES: Record<number, number> = {
  400: 3, // INVALID_ARGUMENT
  401: 16, // UNAUTHENTICATED
  403: 7, // PERMISSION_DENIED
  404: 5, // NOT_FOUND
  405: 12, // UNIMPLEMENTED
  413: 8, // RESOURCE_EXHAUSTED
  415: 3,
  429: 8,
  503: 14, // UNAVAILABLE
};

function encoded<T extends object>(
  type: MessageType<T>,
  message: T,
  encoding: Encoding,
): string | Uint8Array {
  return encoding === 'json' ? JSON.stringify(message) : toProtobuf(type, message);
}

export function shortened(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE)}…`;
}
