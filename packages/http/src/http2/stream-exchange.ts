/** One request that a server of HTTP/2 got and its response, from `emit('stream')` to the stream's `close`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2Stream, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Attributes, Context } from '@opentelemetry/api';
import {
  type AttributeSource,
  merged,
  type RecordingSpan,
  ROOT,
  type SharedAttributes,
} from '@waymark/tracing';
import type { HttpHooks } from '../hooks.ts';
import { beginning } from '../outcome.ts';
import { knownMethod } from '../request-method.ts';
import type { RpcMetadata } from '../rpc-metadata.ts';
import type { Served } from '../served.ts';
import { StreamHead } from './messages.ts';
import { HTTP_2, type Scheme, schemeOf, sessionAttributes, streamAttributes } from './server-attributes.ts';
import { type StreamState, streamStateOf } from './stream-state.ts';

/** As `Exchange` of HTTP/1: state, source of attributes and facts of the duration in one object. */
export class StreamExchange implements StreamState, AttributeSource, Served {
  context: Context = ROOT;
  rpc: RpcMetadata | undefined = undefined;
  readonly requestMethod: string;
  /** What the response is to send as `X-Request-ID`. */
  responseId: string | undefined = undefined;
  /** What came as `X-Request-ID`, if it is valid. */
  arrivedId: string | undefined = undefined;
  /** Until the end, and only if the span records. */
  open: RecordingSpan | undefined = undefined;
  /** Until the end, and only if durations are recorded. */
  isMeasured = false;
  startedAt = 0;

  readonly method: string;
  readonly scheme: Scheme;
  readonly protocolVersion: string = HTTP_2;
  statusCode: number | undefined = undefined;
  errorType: string | undefined = undefined;
  route: string | undefined = undefined;
  readonly address = undefined;
  readonly port = undefined;

  shared: SharedAttributes | undefined = undefined;
  alsoShared: SharedAttributes | undefined = undefined;

  /** For hooks, where there are some: what the app has, or stand-ins for it. */
  request: IncomingMessage | undefined = undefined;
  response: ServerResponse | undefined = undefined;

  readonly #stream: ServerHttp2Stream;
  readonly #headers: IncomingHttpHeaders;
  readonly #hooks: HttpHooks | undefined;

  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    scheme: Scheme,
    hooks: HttpHooks | undefined,
  ) {
    const method = headers[':method'] ?? 'GET';
    this.requestMethod = method;
    this.method = knownMethod(method);
    this.scheme = schemeOf(headers, scheme);
    this.#stream = stream;
    this.#headers = headers;
    this.#hooks = hooks;
  }

  ownAttributes(): Attributes {
    const headers = this.#headers;
    const { scheme, method } = this;
    const own = streamAttributes(headers, scheme, method, this.arrivedId);
    const session = sessionAttributes(this.#stream.session, headers, scheme);
    const begun = beginning(method, scheme, HTTP_2);
    if (this.#hooks === undefined) {
      this.shared = session;
      this.alsoShared = begun;
      return own;
    }
    const all = merged(session, begun, own);
    this.request = new StreamHead(this.#stream, headers).asMessage();
    this.#hooks.addServerAttributes(all, this.request);
    return all;
  }

  /** The status code, and the error that it is, unless one is known already. */
  meetStatus(statusCode: number, errorsFrom: number): void {
    this.statusCode = statusCode;
    if (statusCode >= errorsFrom && statusCode < 600) this.errorType ??= String(statusCode);
  }
}

/** The exchange of a stream that a server got, if it is traced. */
export function exchangeOfStream(stream: Http2Stream): StreamExchange | undefined {
  const state = streamStateOf(stream);
  return state instanceof StreamExchange ? state : undefined;
}
