/** The same answers as in response-message.ts, from a server that was sent JSON. */

import { type NumberAndText, printable } from './response-message.ts';

/** More than such an answer has. */
const LONGEST = 64 * 1024;

/** Of an Export*ServiceResponse: rejected records and why. Undefined when absent or malformed. */
export function partialSuccessOfJson(body: Buffer): NumberAndText | undefined {
  const partial = parsed(body)?.partialSuccess as Record<string, unknown> | undefined;
  if (typeof partial !== 'object' || partial === null) return undefined;
  const { rejectedSpans, rejectedLogRecords, rejectedDataPoints, errorMessage } = partial;
  return numberAndText(rejectedSpans ?? rejectedLogRecords ?? rejectedDataPoints, errorMessage);
}

/** Of a `google.rpc.Status`. Undefined when malformed. */
export function statusOfJson(body: Buffer): NumberAndText | undefined {
  const status = parsed(body);
  return status === undefined ? undefined : numberAndText(status.code, status.message);
}

/** Protobuf's JSON has 64-bit numbers as text. */
function numberAndText(number: unknown, text: unknown): NumberAndText {
  const value = Number(number ?? 0);
  return {
    number: Number.isSafeInteger(value) && value > 0 ? value : 0,
    text: typeof text === 'string' ? printable(text) : '',
  };
}

function parsed(body: Buffer): Record<string, unknown> | undefined {
  if (body.length > LONGEST) return undefined;
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
