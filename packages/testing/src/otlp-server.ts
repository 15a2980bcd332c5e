/** A real OTLP/HTTP server for tests: decodes strictly, keeps everything, and answers what the test says. */

import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { LogsRequest, type Message, TraceRequest } from './otlp-proto.ts';
import { printTree } from './span-tree.ts';
import { decodeJson, decodeProtobuf } from './strict-decoding.ts';
import { type TestLog, type TestSpan, toLogs, toSpans } from './telemetry.ts';
import { duplicateKeys, logFaults, spanFaults } from './validity.ts';
import { waitUntil } from './waiting.ts';

export type Signal = 'traces' | 'logs' | 'metrics';

/** One request as it arrived, whatever was answered. */
export interface ReceivedRequest {
  method: string;
  path: string;
  /** From the path; undefined where it is none of OTLP's. */
  signal: Signal | undefined;
  headers: IncomingHttpHeaders;
  /** Size of the body on the wire, so after compression. */
  bytes: number;
  /** Spans or log records in it; 0 when it did not decode. */
  records: number;
  /** Set once a response was sent. */
  status?: number;
  atMs: number;
}

/** What to answer. Without one: 200 for traces and logs, 404 for anything else. */
export interface ScriptedResponse {
  /** @default 200 */
  status?: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Wait this long before answering. */
  delayMs?: number;
  /** Never answer; the connection stays open until `close()`. */
  hang?: boolean;
  /** Cut the connection instead of answering. */
  reset?: boolean;
  /**
   * Whether the records count as arrived.
   * @default true for a 2xx status. Set it with `reset` for an acknowledgement that got lost.
   */
  accept?: boolean;
}

/** Called once a request, after its body was read; `undefined` leaves the default answer. */
export type Script = (request: ReceivedRequest) => ScriptedResponse | undefined;

export interface OtlpServerOptions {
  /** @default 0: any free port of 127.0.0.1 */
  port?: number;
  respond?: Script;
}

export interface OtlpServer {
  /** Base URL for `OTEL_EXPORTER_OTLP_ENDPOINT`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Accepted spans and log records in order of arrival. */
  readonly spans: TestSpan[];
  readonly logs: TestLog[];
  readonly requests: ReceivedRequest[];
  /** Whatever a strict receiver objects to, one line each. */
  readonly errors: string[];
  /** Resolves once there are `count` spans, or `wanted(spans)` holds. Rejects with what arrived. @default 10000 ms */
  waitForSpans(wanted: number | ((spans: TestSpan[]) => boolean), timeoutMs?: number): Promise<TestSpan[]>;
  waitForLogs(wanted: number | ((logs: TestLog[]) => boolean), timeoutMs?: number): Promise<TestLog[]>;
  waitForRequests(
    wanted: number | ((requests: ReceivedRequest[]) => boolean),
    timeoutMs?: number,
  ): Promise<ReceivedRequest[]>;
  /** Scripts the answers from now on; `undefined` goes back to the default. */
  setResponse(script: Script | undefined): void;
  /** Throws when anything in `errors` was found. */
  assertClean(): void;
  /** Forgets what arrived, errors included. */
  clear(): void;
  /** Closes the port and every connection. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

/** Starts the server; resolves when it listens. */
export async function startOtlpServer(options: OtlpServerOptions = {}): Promise<OtlpServer> {
  let script = options.respond;
  const received = new Received();
  const server = createServer((request, response) => {
    answer(request, response, received, script).catch((error: unknown) =>
      received.errors.push(String(error)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    spans: received.spans,
    logs: received.logs,
    requests: received.requests,
    errors: received.errors,
    waitForSpans: (wanted, timeoutMs) => received.waitFor('spans', received.spans, wanted, timeoutMs),
    waitForLogs: (wanted, timeoutMs) => received.waitFor('log records', received.logs, wanted, timeoutMs),
    waitForRequests: (wanted, timeoutMs) =>
      received.waitFor('requests', received.requests, wanted, timeoutMs),
    setResponse: (next) => {
      script = next;
    },
    assertClean: () => received.assertClean(),
    clear: () => received.clear(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  received: Received,
  script: Script | undefined,
): Promise<void> {
  const body = await bodyOf(request);
  const entry = received.read(request, body);
  const scripted = script?.(entry.request) ?? {};
  const status = scripted.status ?? (entry.request.signal === 'metrics' || !entry.request.signal ? 404 : 200);
  if (scripted.accept ?? (status < 300 && !scripted.hang && !scripted.reset)) received.accept(entry);
  if (scripted.delayMs) await new Promise((resolve) => setTimeout(resolve, scripted.delayMs));
  if (scripted.reset) request.socket.resetAndDestroy();
  if (scripted.hang || scripted.reset) return;
  entry.request.status = status;
  received.changed();
  const type = request.headers['content-type'] ?? PROTOBUF;
  response.writeHead(status, { 'content-type': type, ...scripted.headers });
  response.end(scripted.body ?? (type.startsWith(JSON_TYPE) ? '{}' : ''));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A request and what was in it, before the decision whether it counts as arrived. */
interface Entry {
  request: ReceivedRequest;
  spans: TestSpan[];
  logs: TestLog[];
}

class Received {
  readonly spans: TestSpan[] = [];
  readonly logs: TestLog[] = [];
  readonly requests: ReceivedRequest[] = [];
  readonly errors: string[] = [];
  readonly waiting = new Set<() => void>();
  readonly spanIds = new Set<string>();

  read(incoming: IncomingMessage, body: Buffer): Entry {
    const path = incoming.url ?? '';
    const signal = /^\/v1\/(traces|logs|metrics)$/.exec(path)?.[1] as Signal | undefined;
    const request: ReceivedRequest = {
      method: incoming.method ?? '',
      path,
      signal,
      headers: incoming.headers,
      bytes: body.length,
      records: 0,
      atMs: Date.now(),
    };
    const entry: Entry = { request, spans: [], logs: [] };
    try {
      this.decode(entry, body);
    } catch (error) {
      this.errors.push(`${request.method} ${path}: ${(error as Error).message}`);
    }
    request.records = entry.spans.length + entry.logs.length;
    this.requests.push(request);
    this.changed();
    return entry;
  }

  decode(entry: Entry, body: Buffer): void {
    const { signal, method, headers } = entry.request;
    if (signal === 'metrics') return;
    if (signal === undefined) throw new Error('not a path of OTLP');
    if (method !== 'POST') throw new Error('OTLP knows only POST');
    const message = decodeBody(signal, headers, body);
    if (signal === 'traces') entry.spans = toSpans(message);
    else entry.logs = toLogs(message);
    this.errors.push(
      ...duplicateKeys(message),
      ...entry.spans.flatMap(spanFaults),
      ...entry.logs.flatMap(logFaults),
    );
  }

  accept(entry: Entry): void {
    for (const span of entry.spans) {
      const id = `${span.traceId}/${span.spanId}`;
      if (this.spanIds.has(id))
        this.errors.push(`span "${span.name}" of ${span.service} arrived twice (${id})`);
      this.spanIds.add(id);
    }
    this.spans.push(...entry.spans);
    this.logs.push(...entry.logs);
    this.changed();
  }

  changed(): void {
    for (const check of this.waiting) check();
  }

  async waitFor<T>(
    what: string,
    items: T[],
    wanted: number | ((items: T[]) => boolean),
    timeoutMs = 10_000,
  ): Promise<T[]> {
    const reached = typeof wanted === 'number' ? () => items.length >= wanted : () => wanted(items);
    const goal = typeof wanted === 'number' ? `${wanted} ${what}` : `${what} such that ${wanted}`;
    await waitUntil(
      this.waiting,
      reached,
      timeoutMs,
      () => `waited ${timeoutMs} ms for ${goal}\n${this.summary()}`,
    );
    return items;
  }

  summary(): string {
    const requests = this.requests.map(
      (r) => `  ${r.method} ${r.path} ${r.records} records -> ${r.status ?? '-'}`,
    );
    return [
      `arrived: ${this.spans.length} spans, ${this.logs.length} log records, ${this.requests.length} requests`,
      ...requests,
      ...this.errors.map((error) => `  error: ${error}`),
      printTree(this.spans, { logs: this.logs }),
    ].join('\n');
  }

  assertClean(): void {
    if (this.errors.length > 0) throw new Error(`the OTLP server objects:\n  ${this.errors.join('\n  ')}`);
  }

  clear(): void {
    for (const list of [this.spans, this.logs, this.requests, this.errors]) list.length = 0;
    this.spanIds.clear();
  }
}

function decodeBody(signal: 'traces' | 'logs', headers: IncomingHttpHeaders, body: Buffer): Message {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') throw new Error(`content-encoding "${encoding}"`);
  const bytes = encoding === 'gzip' ? gunzipSync(body) : body;
  const type = signal === 'traces' ? TraceRequest : LogsRequest;
  const contentType = headers['content-type']?.split(';')[0]?.trim();
  if (contentType === PROTOBUF) return decodeProtobuf(type, bytes);
  if (contentType === JSON_TYPE) return decodeJson(type, bytes);
  throw new Error(`content-type "${contentType}"`);
}
