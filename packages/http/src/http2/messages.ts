/**
 * What hooks and filters get of HTTP/2: the fields of `http.IncomingMessage` that they read, of a stream. Made only where
 * somebody has set one of them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2Stream, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { readHeader } from './header-list.ts';

/** The head of a request or response, and the stream that it came on. */
export class StreamHead {
  readonly stream: Http2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly httpVersion = '2.0';
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly statusCode: number | undefined;

  constructor(stream: Http2Stream, headers: IncomingHttpHeaders) {
    this.stream = stream;
    this.headers = headers;
    this.method = headers[':method'];
    this.url = headers[':path'];
    this.statusCode = headers[':status'] as number | undefined;
  }

  get socket(): unknown {
    return this.stream.session?.socket;
  }

  /** For hooks, whose types know `node:http` alone. */
  asMessage(): IncomingMessage {
    return this as unknown as IncomingMessage;
  }
}

/** A response of the stream API. */
export class StreamResponse {
  readonly stream: ServerHttp2Stream;

  constructor(stream: ServerHttp2Stream) {
    this.stream = stream;
  }

  get headersSent(): boolean {
    return this.stream.headersSent;
  }

  get statusCode(): number | undefined {
    return statusSent(this.stream);
  }

  getHeader(name: string): unknown {
    return headerSent(this.stream, name.toLowerCase());
  }

  asResponse(): ServerResponse {
    return this as unknown as ServerResponse;
  }
}

/** The value of a header of the response, `name` in lower case. */
export function headerSent({ sentHeaders }: ServerHttp2Stream, name: string): unknown {
  return sentHeaders && readHeader(sentHeaders, name);
}

/** `undefined` while no head has been sent, for then nobody has seen a status. */
export function statusSent(stream: ServerHttp2Stream): number | undefined {
  return stream.headersSent ? Number(stream.sentHeaders?.[':status']) : undefined;
}
