/**
 * CLIENT spans of `fetch` and of undici, in Node and in the app's own node_modules: all publish on the same channels.
 *
 * Subscribing loads nothing. Redirects are requests of their own and have a span each. The span ends when the body has
 * been read, when it is cancelled, or when the request fails.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { Attributes } from '@opentelemetry/api';
import { isSuppressed, RecordingSpan } from '@waymark/tracing';
import {
  HTTP_REQUEST_METHOD,
  HTTP_REQUEST_METHOD_ORIGINAL,
  NETWORK_PEER_ADDRESS,
  NETWORK_PEER_PORT,
  NETWORK_PROTOCOL_VERSION,
  SERVER_ADDRESS,
  SERVER_PORT,
  URL_FULL,
  URL_PATH,
  URL_QUERY,
  URL_SCHEME,
  USER_AGENT_ORIGINAL,
} from './attributes.ts';
import { defaultPort } from './authority.ts';
import { belongsToCaller } from './client-headers.ts';
import { startClientSpan } from './client-parent.ts';
import { Measurement } from './durations/measurement.ts';
import { fetchHeaders, headerOf, injectIntoFetch, type RequestWithHeaders } from './fetch-headers.ts';
import { once } from './once.ts';
import type { HttpOptions } from './options.ts';
import { knownMethod, OTHER_METHOD } from './request-method.ts';
import { redactQuery } from './sensitive-query.ts';
import { CLIENT_ERRORS_FROM, nameOf, recordFailure, recordStatusCode } from './span-outcome.ts';
import { Stamp } from './stamp.ts';

/** The first channel of a request's life. */
const CREATE = 'undici:request:create';

/** The request of the `undici:*` channels. */
interface FetchRequest extends RequestWithHeaders {
  origin: string | URL;
  path: string;
  method: string;
  /** The protocol to upgrade to, for WebSockets. */
  upgrade?: string | boolean | null;
}

/** What a request has until its end. */
interface OpenFetch {
  /** Only if it records. */
  readonly span: RecordingSpan | undefined;
  /** Only if durations are recorded. */
  readonly measured: Measurement | undefined;
}

/** Hidden, because clients that wait for a connection print their queue of requests. */
class StampedFetch extends Stamp {
  #open: OpenFetch | undefined;

  private constructor(request: FetchRequest, open: OpenFetch) {
    super(request);
    this.#open = open;
  }

  static put(request: FetchRequest, open: OpenFetch): void {
    if (#open in request) request.#open = open;
    else new StampedFetch(request, open);
  }

  static get(request: FetchRequest): OpenFetch | undefined {
    return #open in request ? request.#open : undefined;
  }

  /** The same, for the last time. */
  static take(request: FetchRequest): OpenFetch | undefined {
    const open = StampedFetch.get(request);
    if (#open in request) request.#open = undefined;
    return open;
  }
}

interface FetchMessage {
  request: FetchRequest;
  socket: Socket & { alpnProtocol?: string | false };
  response: { statusCode: number; headers?: Buffer[] };
  error: unknown;
}

/**
 * Traces every fetch from now on. Returns what stops it.
 * @param first a message of `undici:request:create` that is being published: Node does not hand it to those who subscribe
 * meanwhile, so whoever starts us by the first fetch passes it on
 */
export function subscribeFetch(options: HttpOptions, first?: unknown): () => void {
  const warn = once(options.warn);
  const handlers: Record<string, (message: FetchMessage) => void> = {
    [CREATE]: ({ request }) => startFetch(request, options),
    'undici:client:sendHeaders': ({ request, socket }) => meetPeer(StampedFetch.get(request), socket),
    'undici:request:headers': ({ request, response }) => {
      const open = StampedFetch.get(request);
      meetResponse(open, response.statusCode);
      if (open?.span !== undefined) options.fetchHooks?.responded(open.span, request, response);
    },
    'undici:request:trailers': ({ request }) => finishFetch(request, options),
    'undici:request:error': ({ request, error }) => failFetch(request, error, options),
  };
  const subscriptions = Object.entries(handlers).map(([channel, handle]) => {
    const listener = (message: unknown) => {
      try {
        handle(message as FetchMessage);
      } catch (error) {
        warn(`a fetch could not be traced: ${String(error)}`);
      }
    };
    subscribe(channel, listener);
    if (first !== undefined && channel === CREATE) listener(first);
    return () => unsubscribe(channel, listener);
  });
  return () => {
    for (const stop of subscriptions) stop();
  };
}

function startFetch(request: FetchRequest, options: HttpOptions): void {
  const active = options.contextManager.active();
  const { fetchHooks: hooks } = options;
  if (request.method === 'CONNECT' || isSuppressed(active) || hooks?.leavesOut(request, active)) return;
  if (request.upgrade) {
    // A WebSocket has no end that undici would tell us of; its handshake still belongs to the trace.
    injectIntoFetch(options.propagator, active, request, belongsToCaller);
    return;
  }
  const method = knownMethod(request.method);
  const name = method === OTHER_METHOD ? 'HTTP' : method;
  const attributes = fetchAttributes(request, method);
  hooks?.addAttributes(attributes, request);
  const started = startClientSpan(request, fetchHeaders, active, name, attributes, options);
  const span = started instanceof RecordingSpan ? started : undefined;
  if (span !== undefined) hooks?.started(span, request);
  const measured = options.metrics && new Measurement(started, attributes, false);
  if (span !== undefined || measured !== undefined) StampedFetch.put(request, { span, measured });
}

function fetchAttributes(request: FetchRequest, method: string): Attributes {
  const url = new URL(request.path, request.origin);
  const scheme = url.protocol.slice(0, -1);
  const port = url.port === '' ? defaultPort(scheme) : Number(url.port);
  const query = redactQuery(url.search.slice(1));
  const credentials = url.username || url.password ? 'REDACTED:REDACTED@' : '';
  const search = query === '' ? '' : `?${query}`;
  const attributes: Attributes = {
    [HTTP_REQUEST_METHOD]: method,
    [URL_FULL]: `${url.protocol}//${credentials}${url.host}${url.pathname}${search}`,
    [URL_PATH]: url.pathname,
    [URL_SCHEME]: scheme,
    [SERVER_ADDRESS]: url.hostname,
  };
  if (query !== '') attributes[URL_QUERY] = query;
  if (port !== undefined) attributes[SERVER_PORT] = port;
  if (method !== request.method) attributes[HTTP_REQUEST_METHOD_ORIGINAL] = request.method;
  const userAgent = headerOf(request, 'user-agent');
  if (userAgent !== undefined) attributes[USER_AGENT_ORIGINAL] = userAgent;
  return attributes;
}

function meetPeer(open: OpenFetch | undefined, socket: FetchMessage['socket']): void {
  if (open === undefined) return;
  const { span, measured } = open;
  const protocolVersion = socket.alpnProtocol === 'h2' ? '2' : '1.1';
  if (measured !== undefined) measured.protocolVersion = protocolVersion;
  if (span === undefined) return;
  span.putTrusted(NETWORK_PROTOCOL_VERSION, protocolVersion);
  if (socket.remoteAddress === undefined) return;
  span.putTrusted(NETWORK_PEER_ADDRESS, socket.remoteAddress);
  span.putTrusted(NETWORK_PEER_PORT, socket.remotePort);
}

function meetResponse(open: OpenFetch | undefined, statusCode: number): void {
  if (open?.span !== undefined) recordStatusCode(open.span, statusCode, CLIENT_ERRORS_FROM);
  open?.measured?.meetStatus(statusCode, CLIENT_ERRORS_FROM);
}

function failFetch(request: FetchRequest, error: unknown, options: HttpOptions): void {
  const open = StampedFetch.get(request);
  // Who aborts wanted it so: the span ends without an error.
  if (open !== undefined && nameOf(error) !== 'AbortError') {
    const { span, measured } = open;
    if (span !== undefined) recordFailure(span, error, errorTypeOf(error));
    if (measured !== undefined) measured.errorType = errorTypeOf(error);
  }
  finishFetch(request, options);
}

/** The code (`ECONNREFUSED`, `UND_ERR_HEADERS_TIMEOUT`) says more than undici's classes do. */
function errorTypeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined | null)?.code;
  return typeof code === 'string' && code !== '' ? code : nameOf(error);
}

function finishFetch(request: FetchRequest, { metrics }: HttpOptions): void {
  const open = StampedFetch.take(request);
  if (open === undefined) return;
  if (open.span?.ended === false) open.span.end();
  open.measured?.record(metrics!.client);
}
