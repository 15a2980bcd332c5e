/** `POST /v1/traces` and `/v1/logs`: OTLP/HTTP with protobuf, answered as the OTLP specification says ("OTLP/HTTP"). */

import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DecodeError, decodeLogs, decodeTraces } from '@waymark/otlp';
import { toLogRecords, toSpanRecords } from './from-otlp.ts';
import { partialSuccess, rpcStatus } from './otlp-response.ts';
import { RequestError, readBody } from './request-body.ts';
import type { TraceStore } from './store.ts';

const PROTOBUF = 'application/x-protobuf';

export interface ReceiverOptions {
  store: TraceStore;
  /** Limit of a body, as sent and unpacked. */
  maxBodyBytes: number;
}

/** Makes the handler of both paths. It answers whatever happens, and never rejects. */
export function otlpReceiver({ store, maxBodyBytes }: ReceiverOptions) {
  const logBodies = new RecentBodies();
  /** Each stores what a body holds, and gives the number of records that it had to reject. */
  const take = {
    '/v1/traces': (body: Buffer): number => {
      const { records, rejected } = toSpanRecords(decodeTraces(body));
      store.addSpans(records);
      return rejected;
    },
    '/v1/logs': (body: Buffer): number => {
      if (logBodies.has(body)) return 0;
      const { records, rejected } = toLogRecords(decodeLogs(body));
      store.addLogs(records);
      logBodies.add(body);
      return rejected;
    },
  };
  return async (
    path: keyof typeof take,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    try {
      checkRequest(request);
      const rejected = take[path](await readBody(request, maxBodyBytes));
      accept(response, rejected);
    } catch (error) {
      refuse(response, statusOf(error), (error as Error).message);
    }
  };
}

function checkRequest(request: IncomingMessage): void {
  if (request.method !== 'POST')
    throw new RequestError(405, `method ${request.method} is not supported; POST`);
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type === PROTOBUF) return;
  throw new RequestError(
    415,
    `content-type "${type ?? ''}" is not supported; set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`,
  );
}

/** A full success has an empty body. */
function accept(response: ServerResponse, rejected: number): void {
  response.writeHead(200, { 'content-type': PROTOBUF });
  response.end(rejected > 0 ? partialSuccess(rejected, 'spans need a trace id and a span id') : undefined);
}

/** Bad data is 400, which nobody retries; a store that fails is 503, so that the sender keeps its batch for a while. */
function statusOf(error: unknown): number {
  if (error instanceof RequestError) return error.status;
  return error instanceof DecodeError ? 400 : 503;
}

/** Errors carry a `google.rpc.Status`, and cost the connection, since part of the body may still be on its way. */
function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': PROTOBUF, connection: 'close' });
  response.end(rpcStatus(message));
}

/**
 * The digests of the latest bodies. Log records have no id, but a retry after a lost answer repeats its body byte
 * by byte; and since records carry times, no two honest batches are equal.
 */
class RecentBodies {
  readonly #digests = new Set<string>();

  has(body: Buffer): boolean {
    return this.#digests.has(digestOf(body));
  }

  add(body: Buffer): void {
    this.#digests.add(digestOf(body));
    if (this.#digests.size > 1000) this.#digests.delete(this.#digests.values().next().value as string);
  }
}

const digestOf = (body: Buffer) => createHash('sha256').update(body).digest('base64');
