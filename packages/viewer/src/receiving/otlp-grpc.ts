/**
 * OTLP/gRPC over cleartext HTTP/2: the unary `Export` of three services (OTLP specification, "OTLP/gRPC";
 * gRPC over HTTP/2).
 */

import type {
  createServer as Http2CreateServer,
  Http2Server,
  IncomingHttpHeaders,
  ServerHttp2Stream,
} from 'node:http2';
import { readGrpcMessage } from './grpc-message.ts';
import { GRPC, grpcTrailers } from './grpc-status.ts';
import type { IntakeSignal } from './intake.ts';
import { letPass } from './let-pass.ts';
import { successBody } from './otlp-answer.ts';
import { type ReceiverOptions, toRequestError } from './otlp-http.ts';
import { RequestError } from './request-error.ts';

const SIGNALS: ReadonlyMap<string, IntakeSignal> = new Map([
  ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'traces'],
  ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', 'logs'],
  ['/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', 'metrics'],
]);

/** A call that has not ended by then is given up: one that trickles its bytes, or an answer that nobody reads. */
const CALL_TIMEOUT_MS = 60_000;
const CANCEL = 8;

/** A connection without a call goes after so long, one that never had any much sooner: their number is bounded. */
const IDLE_MS = 300_000;
const FIRST_CALL_MS = 30_000;

/** Windows large enough that a batch does not wait for its own acknowledgement; memory is bounded by what is in flight. */
const STREAM_WINDOW = 1024 * 1024;
const SESSION_WINDOW = 8 * 1024 * 1024;

/** A server that does not listen yet. `createServer` is that of `node:http2`, which is loaded late. */
export function otlpGrpc(
  createServer: typeof Http2CreateServer,
  options: ReceiverOptions,
  firstCallMs = FIRST_CALL_MS,
): Http2Server {
  const server = createServer({
    settings: { maxConcurrentStreams: 256, initialWindowSize: STREAM_WINDOW },
  });
  server.on('session', (session) => {
    session.setLocalWindowSize(SESSION_WINDOW);
    session.setTimeout(firstCallMs, () => session.destroy());
    // Clients whose connection goes between two calls open another one.
    session.once('stream', () => session.setTimeout(IDLE_MS, () => session.close()));
  });
  server.on('sessionError', () => {
    // A broken connection is its client's affair.
  });
  server.on('stream', (stream, headers) => void answer(options, stream, headers));
  return server;
}

async function answer(
  { intake, inFlight, maxBodyBytes, admit }: ReceiverOptions,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Promise<void> {
  const account = inFlight.open();
  stream.on('error', () => {
    // So is a call that its client takes back.
  });
  const timeout = setTimeout(() => stream.close(CANCEL), CALL_TIMEOUT_MS).unref();
  stream.on('close', () => clearTimeout(timeout));
  try {
    const signal = signalOf(headers);
    admit?.(headers);
    const message = await readGrpcMessage(stream, headers, maxBodyBytes, account);
    const outcome = await intake.take(signal, 'protobuf', message);
    if ('invalid' in outcome) throw new RequestError(400, outcome.invalid);
    succeed(stream, successBody(signal, outcome, 'protobuf') as Uint8Array);
  } catch (error) {
    refuse(stream, toRequestError(error));
  } finally {
    account.release();
  }
}

function signalOf(headers: IncomingHttpHeaders): IntakeSignal {
  const type = String(headers['content-type'] ?? '');
  if (headers[':method'] !== 'POST' || !/^application\/grpc($|\+proto$|;)/i.test(type))
    throw new NoGrpc(415, 'only gRPC is spoken here; OTLP/HTTP has another port');
  const signal = SIGNALS.get(String(headers[':path']));
  if (signal === undefined) throw new RequestError(404, `there is no method ${headers[':path']}`);
  return signal;
}

/** Of what is no call, and so cannot be answered as one. */
class NoGrpc extends RequestError {}

const HEADERS = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': 'identity,gzip,deflate,zstd',
};

function succeed(stream: ServerHttp2Stream, message: Uint8Array): void {
  if (stream.destroyed) return;
  stream.respond(HEADERS, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(GRPC.OK) }));
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([prefix, message]));
}

/** Headers that are trailers as well: there is no message. What still comes is let pass, until its time is up. */
function refuse(stream: ServerHttp2Stream, error: RequestError): void {
  if (stream.destroyed) return;
  letPass(stream);
  if (error instanceof NoGrpc) {
    stream.respond({ ':status': error.status, 'content-type': 'text/plain; charset=utf-8' });
    stream.end(`${error.message}\n`);
    return;
  }
  stream.respond({ ...HEADERS, ...grpcTrailers(error) }, { endStream: true });
}
