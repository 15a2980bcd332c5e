/** OTLP/HTTP: `POST /v1/traces`, `/v1/logs` and `/v1/metrics` (OTLP specification, "OTLP/HTTP"). */

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { type BytesInFlight, RETRY_AFTER_S } from './in-flight.ts';
import type { Intake, IntakeSignal, TakeOutcome } from './intake.ts';
import { letPass } from './let-pass.ts';
import { type Encoding, statusBody, successBody } from './otlp-answer.ts';
import { readBody } from './request-body.ts';
import { RequestError } from './request-error.ts';

export interface ReceiverOptions {
  intake: Intake;
  inFlight: BytesInFlight;
  /** Limit of a body, as sent and unpacked. */
  maxBodyBytes: number;
  /** Throws a RequestError for who may not send. @default everybody may */
  admit?: (headers: IncomingHttpHeaders) => void;
}

/** Where each signal is posted. The last is our own: spans that still run (ARCHITECTURE.md). */
export const OTLP_PATHS: ReadonlyMap<string, IntakeSignal> = new Map([
  ['/v1/traces', 'traces'],
  ['/v1/logs', 'logs'],
  ['/v1/metrics', 'metrics'],
  ['/v1/waymark/pending', 'pending'],
]);

const TYPES: Record<Encoding, string> = { protobuf: 'application/x-protobuf', json: 'application/json' };

/** Tells register that somebody looks who can show spans that still run. */
const VIEWER_HEADER = { 'waymark-viewer': 'pending=1' };

export type OtlpHandler = (
  signal: IntakeSignal,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/** Makes the handler. It answers whatever happens, and never rejects. */
export function otlpHttp({ intake, inFlight, maxBodyBytes, admit }: ReceiverOptions): OtlpHandler {
  return async (signal, request, response) => {
    const account = inFlight.open();
    const encoding = encodingOf(request);
    try {
      admit?.(request.headers);
      check(request, encoding);
      const body = await readBody(request, maxBodyBytes, account);
      accept(response, signal, await intake.take(signal, encoding, body), encoding);
    } catch (error) {
      refuse(request, response, toRequestError(error), encoding);
    } finally {
      account.release();
    }
  };
}

function encodingOf({ headers }: IncomingMessage): Encoding | undefined {
  const type = mediaType(headers['content-type']);
  if (type === TYPES.protobuf) return 'protobuf';
  return type === TYPES.json ? 'json' : undefined;
}

/** Without parameters, as `; charset=utf-8`. */
export function mediaType(contentType = ''): string {
  return contentType.split(';', 1)[0]!.trim().toLowerCase();
}

function check(request: IncomingMessage, encoding: Encoding | undefined): asserts encoding is Encoding {
  const { method, headers } = request;
  if (method !== 'POST')
    throw new RequestError(405, `method ${method} is not supported; POST`, { allow: 'POST' });
  if (encoding === undefined)
    throw new RequestError(
      415,
      `content-type "${headers['content-type'] ?? ''}" is not supported; send ${TYPES.protobuf} or ${TYPES.json}`,
    );
}

function accept(
  response: ServerResponse,
  signal: IntakeSignal,
  outcome: TakeOutcome,
  encoding: Encoding,
): void {
  if ('invalid' in outcome) throw new RequestError(400, outcome.invalid);
  send(response, 200, VIEWER_HEADER, encoding, successBody(signal, outcome, encoding));
}

/** What is no request's fault is the store's: 503, so that the sender keeps its batch for a while. */
export function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  return new RequestError(503, `the store failed: ${(error as Error).message}`, {
    'retry-after': String(RETRY_AFTER_S),
  });
}

/** Without an encoding that both know, the sentence is plain text. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, message, headers }: RequestError,
  encoding: Encoding | undefined,
): void {
  letPass(request);
  if (encoding !== undefined) {
    send(response, status, headers, encoding, statusBody(status, message, encoding));
    return;
  }
  response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${message}\n`);
}

function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  encoding: Encoding,
  body: string | Uint8Array,
): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...headers, 'content-type': TYPES[encoding], 'content-length': length });
  response.end(body);
}
