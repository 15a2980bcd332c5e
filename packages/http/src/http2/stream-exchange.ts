/** One request that a server of HTTP/2 got and its response, from `emit('stream')` to the stream's `close`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2Stream, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Attributes } from '@opentelemetry/api';
import type { HttpHooks } from '../hooks.ts';
import { type Scheme, Served } from '../served.ts';
import { requestAttributes } from '../server-attributes.ts';
import { StreamHead } from './messages.ts';
import { authorityOf, HTTP_2, schemeOf, sessionAttributes } from './server-attributes.ts';
import { peerOf } from './session-peer.ts';
import { type StreamState, streamStateOf } from './stream-state.ts';

/** The state of the stream. */
export class StreamExchange extends Served implements StreamState {
  /** For hooks, where there are some: what the app has, or stand-ins for it. */
  request: IncomingMessage | undefined = undefined;
  response: ServerResponse | undefined = undefined;

  readonly #stream: ServerHttp2Stream;
  readonly #headers: IncomingHttpHeaders;

  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    scheme: Scheme,
    hooks: HttpHooks | undefined,
  ) {
    super(headers[':method'] ?? 'GET', schemeOf(headers, scheme), HTTP_2, hooks);
    this.#stream = stream;
    this.#headers = headers;
  }

  get target(): string {
    return this.#headers[':path'] ?? '/';
  }

  get peerAddress(): string | undefined {
    return peerOf(this.#stream.session).address;
  }

  ownAttributes(): Attributes {
    const headers = this.#headers;
    const own = requestAttributes(this, this.target, authorityOf(headers));
    return this.share(sessionAttributes(this.#stream.session, headers, this.scheme), own);
  }

  protected message(): IncomingMessage {
    this.request = new StreamHead(this.#stream, this.#headers).asMessage();
    return this.request;
  }
}

/** The exchange of a stream that a server got, if it is traced. */
export function exchangeOfStream(stream: Http2Stream): StreamExchange | undefined {
  const state = streamStateOf(stream);
  return state instanceof StreamExchange ? state : undefined;
}
