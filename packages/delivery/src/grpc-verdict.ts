/** What the answer to a gRPC call means for the batch that was sent. */

import { partialSuccessOf, printable } from './response-message.ts';
import { patience } from './retry.ts';
import { retryDelayMs } from './retry-info.ts';
import type { GrpcStatus } from './transport.ts';
import { delivered, notNow, type Outcome, type Verdict, verdictOf } from './verdict.ts';

/** google.rpc.Code, by number. */
const CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];
const OK = CODES.indexOf('OK');
const UNIMPLEMENTED = CODES.indexOf('UNIMPLEMENTED');

/** OTLP 1.x, "Failures" of OTLP/gRPC. RESOURCE_EXHAUSTED is one only with a time to wait. */
const RETRYABLE_CODES = new Set([
  'CANCELLED',
  'DEADLINE_EXCEEDED',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

/** @param optional whether a server that does not know the signal is no error */
export function grpcVerdictOf(outcome: Outcome, optional: boolean): Verdict {
  if (outcome instanceof Error || outcome.grpc === undefined) return verdictOf(outcome, optional);
  return ofGrpc(outcome.grpc, outcome.body, optional);
}

function ofGrpc({ code, message, details }: GrpcStatus, response: Buffer, optional: boolean): Verdict {
  if (code === OK) return delivered(partialSuccessOf(response));
  const name = CODES[code] ?? `code ${code}`;
  const text = decodedMessage(message);
  const why = text === '' ? `gRPC ${name}` : `gRPC ${name}, '${text}'`;
  if (optional && code === UNIMPLEMENTED) return { kind: 'off', why };
  const afterMs = details === undefined ? undefined : retryDelayMs(Buffer.from(details, 'base64'));
  if (!RETRYABLE_CODES.has(name) && !(name === 'RESOURCE_EXHAUSTED' && afterMs !== undefined)) {
    return { kind: 'drop', why: `${why}${adviceOnCode(name)}` };
  }
  return notNow(why, afterMs === undefined ? undefined : patience(afterMs));
}

/** Percent-encoded by gRPC; made one printable line. */
function decodedMessage(message: string): string {
  let text = message;
  try {
    text = decodeURIComponent(message);
  } catch {
    // as it came
  }
  return printable(text);
}

function adviceOnCode(name: string): string {
  if (name === 'UNAUTHENTICATED' || name === 'PERMISSION_DENIED')
    return ' (check the configured credentials)';
  return name === 'UNIMPLEMENTED' ? ' (check the configured URL)' : '';
}
