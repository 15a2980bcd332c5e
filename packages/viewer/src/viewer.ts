/** The viewer's server: one port of 127.0.0.1 that receives OTLP and Zipkin and answers questions about it. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { otlpReceiver } from './otlp-receiver.ts';
import { PAGE_POLICY, renderPage } from './page.ts';
import { findTrace, readApi } from './read-api.ts';
import { RequestError } from './request-body.ts';
import { toJson } from './rows.ts';
import { openStore, type StoreOptions, type TraceStore } from './store.ts';
import { printTrace } from './trace-text.ts';
import { ZIPKIN_PATH, zipkinReceiver } from './zipkin-receiver.ts';

export interface ViewerOptions extends Omit<StoreOptions, 'readOnly'> {
  /** Port on 127.0.0.1; 0 takes a free one. @default 0 */
  port?: number;
  /** Limit of a request's body, before and after decompression; more is answered with 413. @default 64 MiB */
  maxBodyBytes?: number;
}

export interface Viewer {
  /** Base URL for `OTEL_EXPORTER_OTLP_ENDPOINT` and the browser, without a trailing slash. Zipkin's spans go to `/api/v2/spans`. */
  readonly url: string;
  readonly port: number;
  /** For reading in this process what the HTTP API serves to others. */
  readonly store: TraceStore;
  /** Closes the port, open connections and the store. */
  close(): Promise<void>;
}

/**
 * Opens the store and starts to listen.
 * @throws {Error} when the file is not the viewer's, or the port is taken
 */
export async function startViewer(options: ViewerOptions = {}): Promise<Viewer> {
  const store = openStore(options);
  const receiving = { store, maxBodyBytes: options.maxBodyBytes ?? 64 * 1024 * 1024 };
  const receive = otlpReceiver(receiving);
  const receiveZipkin = zipkinReceiver(receiving);
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (!isLocal(request.headers.host)) send(response, 403, 'text/plain', 'only localhost is served here\n');
    else if (path === '/v1/traces' || path === '/v1/logs') receive(path, request, response);
    else if (path === ZIPKIN_PATH) receiveZipkin(request, response);
    else answer(store, request, response);
  });
  try {
    await listen(server, options.port ?? 0);
  } catch (error) {
    store.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    store.close();
  };
  return { url: `http://127.0.0.1:${port}`, port, store, close };
}

async function listen(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, '127.0.0.1', resolve);
  try {
    await promise;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(
      `port ${port} of 127.0.0.1 is taken, perhaps by a Jaeger or a Collector; choose another one`,
      {
        cause: error,
      },
    );
  }
}

/** A page elsewhere can point its own host name at 127.0.0.1 and then read answers; it cannot forge this header. */
function isLocal(host = ''): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
}

function answer(store: TraceStore, request: IncomingMessage, response: ServerResponse): void {
  try {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      // By 404 an exporter knows that a signal is not taken, and stops sending it.
      if (request.url === '/v1/metrics') throw new RequestError(404, 'metrics are not kept here');
      throw new RequestError(405, `method ${request.method} is not supported here`);
    }
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    if (!url) throw new RequestError(400, `"${request.url}" is not a valid path`);
    const api = readApi(store, url);
    if (api !== undefined) send(response, 200, 'application/json', `${toJson(api)}\n`);
    else send(response, 200, ...page(store, url, `http://${request.headers.host}`));
  } catch (error) {
    const { message } = error as Error;
    send(
      response,
      error instanceof RequestError ? error.status : 500,
      'application/json',
      `${toJson({ error: message })}\n`,
    );
  }
}

function page(store: TraceStore, { pathname }: URL, base: string): [type: string, body: string] {
  if (pathname === '/healthz') return ['text/plain', 'ok\n'];
  if (pathname === '/') return ['text/html', renderPage(store.recentTraces({ limit: 50 }), base)];
  const id = /^\/traces\/([^/]+)$/.exec(pathname)?.[1];
  if (id !== undefined) return ['text/plain', `${printTrace(findTrace(store, id))}\n`];
  throw new RequestError(404, `there is no ${pathname}; see /`);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': PAGE_POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(body);
}
