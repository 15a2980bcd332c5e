/**
 * Calls of gRPC whose spans are upstream's, where not every caller is trusted: upstream's instrumentation extracts from metadata,
 * which have no peer. So the listeners of their streams, all that serve the call, run in a context that knows the verdict.
 */
import type { Http2Stream, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Context } from '@opentelemetry/api';
import { type InboundTrust, withGrpcVerdict } from '@waymark/propagation';
import { ROOT } from '@waymark/tracing';
import { judgeStream } from './judged-stream.ts';
import { keepStreamState, type StreamState, streamStateOf } from './stream-state.ts';

class GrpcStream implements StreamState {
  readonly context: Context;

  constructor(isTrusted: boolean) {
    this.context = withGrpcVerdict(ROOT, isTrusted);
  }
}

/** Judges the stream of a call, once. */
export function judgeGrpc(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  trust: InboundTrust,
): void {
  keepStreamState(stream, new GrpcStream(judgeStream(stream, headers, trust)));
}

/** What listeners of such a stream run in; of any other, and of what only looks like one, `undefined`. */
export function grpcContextOf(stream: unknown): Context | undefined {
  if (typeof stream !== 'object' || stream === null) return undefined;
  const state = streamStateOf(stream as Http2Stream);
  return state instanceof GrpcStream ? state.context : undefined;
}
