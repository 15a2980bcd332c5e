/** What hooks and filters get of an HTTP/2 request that is made: the fields of `http.ClientRequest` that they read. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import type { Attributes } from '@opentelemetry/api';
import { SERVER_ADDRESS, SERVER_PORT, URL_FULL } from '../attributes.ts';
import type { Outgoing } from '../hooks.ts';
import { type Headers, readHeader } from './header-list.ts';
import { StreamHead } from './messages.ts';

export class CallRequest {
  readonly protocol: string;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** Once there is one. */
  stream: ClientHttp2Stream | undefined = undefined;
  readonly #headers: Headers;

  constructor(attributes: Attributes, headers: Headers) {
    this.protocol = `${String(attributes[URL_FULL]).split('://', 1)[0]}:`;
    this.host = String(attributes[SERVER_ADDRESS]);
    this.method = String(readHeader(headers, ':method') ?? 'GET');
    this.path = String(readHeader(headers, ':path') ?? '/');
    this.#headers = headers;
  }

  getHeader(name: string): unknown {
    return readHeader(this.#headers, name.toLowerCase());
  }

  getHeaders(): Record<string, unknown> {
    const headers = this.#headers;
    const names = Array.isArray(headers) ? headers.filter((_item, at) => at % 2 === 0) : Object.keys(headers);
    const plain = names.map(String).filter((name) => !name.startsWith(':'));
    return Object.fromEntries(plain.map((name) => [name.toLowerCase(), this.getHeader(name)]));
  }

  /** For hooks, whose types know `node:http` alone. */
  asRequest(): ClientRequest {
    return this as unknown as ClientRequest;
  }

  /** What hooks are told of before it is made. */
  outgoing(attributes: Attributes): Outgoing {
    const port = attributes[SERVER_PORT] as number | undefined;
    return { request: this.asRequest(), connection: undefined, port };
  }

  /** What came back, which knows its request as a response of `node:http` does. */
  answeredBy(headers: IncomingHttpHeaders): IncomingMessage {
    return Object.assign(new StreamHead(this.stream!, headers), { req: this }) as unknown as IncomingMessage;
  }
}
