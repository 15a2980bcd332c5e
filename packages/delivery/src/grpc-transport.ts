/**
 * Unary gRPC calls over one kept-alive HTTP/2 connection that never keeps the process alive. RATIONALE.md
 * tells why it is not a gRPC library.
 */

import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import { collected } from './answer-body.ts';
import { builtin, clearTimeout, setImmediate, setTimeout } from './builtins.ts';
import { unrefConnecting } from './connecting.ts';
import { type Destination, type RequestTarget, requestTarget, targetNow } from './destination.ts';
import { failure, isReset } from './failure.ts';
import { GRPC_IN_CHILD } from './grpc-child.ts';
import { framed, unframed } from './grpc-framing.ts';
import { HostLookup } from './host-lookup.ts';
import { ownHttp2 } from './own-modules.ts';
import { TlsMaterial, type TlsTexts } from './tls-material.ts';
import { type Answer, type GrpcStatus, NO_STATUS, type Transport } from './transport.ts';

/** As exit-child.ts wants it: what makes the call in the other process is text too. */
function grpcTarget(destination: Destination): RequestTarget {
  const target = requestTarget(destination);
  const { auth } = target.request;
  const headers = { ...target.headers, 'content-type': 'application/grpc', te: 'trailers' };
  // HTTP/1's client makes it of the URL; HTTP/2's does not.
  if (auth !== undefined && !('authorization' in headers))
    Object.assign(headers, { authorization: `Basic ${Buffer.from(auth).toString('base64')}` });
  return { ...target, headers, script: GRPC_IN_CHILD };
}

/** A session, and whether it has carried a call: only then may its end be what the server does to idle connections. */
interface Connection {
  readonly session: ClientHttp2Session;
  readonly calls: Set<Call>;
  readonly tls: TlsTexts | undefined;
  used: boolean;
}

/** What waits for the end of a call: `fail` has no effect after `done`. */
interface Call {
  /** What it is made on, once that is known. */
  connection: Connection | undefined;
  done(answer: Answer): void;
  fail(error: Error): void;
}

/** gRPC's header has eight digits. */
const LONGEST_GRPC_MS = 99_999_999;

/** RFC 9110, section 5.5. */
const NOT_IN_A_HEADER = /[^\t\x20-\x7e\x80-\xff]/;

export class GrpcTransport implements Transport {
  private readonly timeoutMs: number;
  private readonly host: HostLookup;
  private readonly target: RequestTarget;
  private readonly tls: TlsMaterial;
  private connection: Connection | undefined;
  private readonly current = new Set<Call>();

  /**
   * @param say tells a person what else there is to say
   * @throws Error when the URL is not valid
   */
  constructor(destination: Destination, say?: (line: string) => void) {
    this.target = grpcTarget(destination);
    this.tls = new TlsMaterial(destination.tls, say);
    this.timeoutMs = destination.timeoutMs;
    this.host = new HostLookup(this.timeoutMs);
  }

  get targetElsewhere(): RequestTarget {
    return targetNow(this.target, this.tls, this.host.known);
  }

  async post(body: Buffer, encoding: 'gzip' | undefined): Promise<Answer> {
    const reused = this.connection?.used === true;
    try {
      return await this.call(body, encoding);
    } catch (error) {
      // The server closed an idle connection while we were writing to it: nothing was wrong.
      if (!reused || !isOver(error as Error & { code?: string })) throw error;
      return this.call(body, encoding);
    }
  }

  abort(): void {
    for (const call of this.current) call.fail(failure('ABORT_ERR'));
  }

  close(): void {
    this.abort();
    this.forget(this.connection);
  }

  private call(body: Buffer, encoding: 'gzip' | undefined): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const late = () => call.fail(failure(this.host.pending ? 'ETIMEOUT' : 'ETIMEDOUT'));
      const timer = setTimeout(late, this.timeoutMs).unref();
      let stream: ClientHttp2Stream | undefined;
      const settled = () => {
        clearTimeout(timer);
        if (!this.current.delete(call)) return false;
        call.connection?.calls.delete(call);
        if (this.current.size === 0) this.host.cancel();
        return true;
      };
      const call: Call = {
        connection: undefined,
        done: (answer) => settled() && resolve(answer),
        fail: (error) => {
          if (!settled()) return;
          // A connection on which something went wrong is not used again: the next call has a new one.
          this.forget(call.connection);
          stream?.destroy();
          reject(error);
        },
      };
      this.current.add(call);
      try {
        call.connection = this.connect();
        call.connection.calls.add(call);
        stream = this.begin(call.connection, encoding);
        read(stream, call);
        for (const piece of framed(body, encoding)) stream.write(piece);
        stream.end();
      } catch (error) {
        call.fail(error as Error); // a header or a key that is none
      }
    });
  }

  private begin(connection: Connection, encoding: 'gzip' | undefined): ClientHttp2Stream {
    const stream = connection.session.request(this.headers(encoding), { endStream: false });
    connection.used = true;
    return stream;
  }

  private headers(encoding: 'gzip' | undefined): Record<string, string> {
    const { request, headers } = this.target;
    // HTTP/2's own client sends it, and the call then hangs.
    if (Object.values(headers).some((value) => NOT_IN_A_HEADER.test(value)))
      throw failure('ERR_INVALID_CHAR');
    return {
      ':method': 'POST',
      ':path': request.path,
      ...headers,
      'grpc-timeout': `${Math.min(this.timeoutMs, LONGEST_GRPC_MS)}m`,
      ...(encoding === undefined ? {} : { 'grpc-encoding': encoding }),
    };
  }

  private connect(): Connection {
    const tls = this.target.secure ? this.tls.current() : undefined;
    if (this.connection !== undefined && this.connection.tls === tls) return this.connection;
    this.forget(this.connection);
    const { hostname, protocol } = this.target.request;
    const socket = this.socket(tls);
    const failing = (error: Error) => {
      for (const call of connection.calls) call.fail(error);
    };
    const connecting = unrefConnecting(socket, hostname, () =>
      failing(failure(this.host.pending ? 'ETIMEOUT' : 'ETIMEDOUT')),
    );
    // Before the session's own listener, which tells the call no more than that it was cancelled.
    socket.on('error', failing);
    const session = ownHttp2().connect(`${protocol}//${this.authority()}`, {
      createConnection: () => socket,
    });
    const connection: Connection = { session, calls: new Set(), tls, used: false };
    const over = () => {
      connecting?.end();
      if (this.connection === connection) this.connection = undefined;
    };
    session.on('connect', () => session.unref());
    session.on('goaway', over);
    session.on('close', over);
    session.on('error', (error) => {
      over();
      failing(error);
    });
    this.connection = connection;
    return connection;
  }

  private socket(tls: TlsTexts | undefined): Socket {
    const { hostname: host, port: given = tls === undefined ? 80 : 443 } = this.target.request;
    const options = { host, port: Number(given), lookup: this.host.lookup, noDelay: true };
    if (tls === undefined) return builtin('node:net').connect(options);
    const isName = builtin('node:net').isIP(host) === 0;
    return builtin('node:tls').connect({
      ...options,
      ...tls,
      ...(isName && tls.servername === undefined ? { servername: host } : {}),
      ALPNProtocols: ['h2'],
    });
  }

  private authority(): string {
    const { hostname, port } = this.target.request;
    const host = hostname.includes(':') ? `[${hostname}]` : hostname;
    return port === undefined ? host : `${host}:${port}`;
  }

  private forget(connection: Connection | undefined): void {
    if (connection === undefined) return;
    if (this.connection === connection) this.connection = undefined;
    const { session, calls } = connection;
    // Other calls on it may still be answered; the last one that ends takes it along. Those that wait for it
    // would be refused, and those that begin as it opens be reset.
    if (calls.size === 0) session.destroy();
    else if (session.connecting) session.once('connect', () => setImmediate(() => session.close()));
    else session.close();
  }
}

function read(stream: ClientHttp2Stream, { done, fail }: Call): void {
  const body = collected(stream);
  let headers: IncomingHttpHeaders & { ':status'?: number } = {};
  let trailers: IncomingHttpHeaders = {};
  stream.on('response', (received) => {
    headers = received;
  });
  stream.on('trailers', (received) => {
    trailers = received;
  });
  stream.on('error', (error) => fail(error));
  stream.on('end', () => {
    if (headers[':status'] === undefined) return; // closed before it said anything: `close` follows
    done({ ...answerOf(headers, trailers), body: unframed(body()) });
  });
  stream.on('close', () => fail(failure('ECONNRESET'))); // no effect after an answer
}

/** An answer without a body has its trailers in the headers. */
function answerOf(
  headers: IncomingHttpHeaders & { ':status'?: number },
  trailers: IncomingHttpHeaders,
): Omit<Answer, 'body'> {
  const status = headers[':status'] ?? 0;
  const grpc = statusOf(trailers) ?? statusOf(headers) ?? (status === 200 ? NO_STATUS : undefined);
  return {
    status,
    contentType: String(headers['content-type'] ?? ''),
    ...(headers['retry-after'] === undefined ? {} : { retryAfter: headers['retry-after'] }),
    ...(grpc === undefined ? {} : { grpc }),
  };
}

function statusOf(fields: IncomingHttpHeaders): GrpcStatus | undefined {
  const code = fields['grpc-status'];
  if (code === undefined) return undefined;
  const details = fields['grpc-status-details-bin'];
  return {
    code: Number(code),
    message: String(fields['grpc-message'] ?? ''),
    ...(details === undefined ? {} : { details: String(details) }),
  };
}

/** In the words of sockets, and in those of HTTP/2: GOAWAY, a session or stream that ended. */
function isOver(error: Error & { code?: string }): boolean {
  return isReset(error) || error.code?.startsWith('ERR_HTTP2_') === true;
}
