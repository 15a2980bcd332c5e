/** A real OTLP/HTTP server for tests: decodes strictly, keeps everything, and answers what the test says. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestMetric } from './metrics.ts';
import { JSON_TYPE, PROTOBUF, Received, type ReceivedRequest } from './received.ts';
import type { TestLog, TestSpan } from './telemetry.ts';

/** What to answer. Without one: 200 for the paths of OTLP, 404 for anything else. */
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
  /** Accepted metrics, each as often as it was exported. */
  readonly metrics: TestMetric[];
  readonly requests: ReceivedRequest[];
  /** Whatever a strict receiver objects to, one line each. */
  readonly errors: string[];
  /** Resolves once there are `count` spans, or `wanted(spans)` holds. Rejects with what arrived. @default 10000 ms */
  waitForSpans(wanted: number | ((spans: TestSpan[]) => boolean), timeoutMs?: number): Promise<TestSpan[]>;
  waitForLogs(wanted: number | ((logs: TestLog[]) => boolean), timeoutMs?: number): Promise<TestLog[]>;
  waitForMetrics(
    wanted: number | ((metrics: TestMetric[]) => boolean),
    timeoutMs?: number,
  ): Promise<TestMetric[]>;
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
    metrics: received.metrics,
    requests: received.requests,
    errors: received.errors,
    waitForSpans: (wanted, timeoutMs) => received.waitFor('spans', received.spans, wanted, timeoutMs),
    waitForLogs: (wanted, timeoutMs) => received.waitFor('log records', received.logs, wanted, timeoutMs),
    waitForMetrics: (wanted, timeoutMs) => received.waitFor('metrics', received.metrics, wanted, timeoutMs),
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
  const status = scripted.status ?? (entry.request.signal === undefined ? 404 : 200);
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
