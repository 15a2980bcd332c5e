/** One request that a server of HTTP/2 got and its response, from `emit('stream')` to the stream's `close`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2Stream } from 'node:http2';
import type { Context } from '@opentelemetry/api';
import type { RecordingSpan } from '@waymark/tracing';
import type { Measurement } from '../durations/measurement.ts';
import type { RpcMetadata } from '../rpc-metadata.ts';
import { type StreamState, streamStateOf } from './stream-state.ts';

export class StreamExchange implements StreamState {
  readonly context: Context;
  readonly rpc: RpcMetadata;
  readonly method: string;
  /** What the response is to send as `X-Request-ID`. */
  readonly responseId: string | undefined;
  /** Until the end, and only if the span records. */
  open: RecordingSpan | undefined = undefined;
  /** Until the end, and only if durations are recorded. */
  measured: Measurement | undefined = undefined;
  /** For hooks, where there are some: what the app has, or stand-ins for it. */
  request: IncomingMessage | undefined = undefined;
  response: ServerResponse | undefined = undefined;

  constructor(context: Context, rpc: RpcMetadata, method: string, responseId: string | undefined) {
    this.context = context;
    this.rpc = rpc;
    this.method = method;
    this.responseId = responseId;
  }
}

/** The exchange of a stream that a server got, if it is traced. */
export function exchangeOfStream(stream: Http2Stream): StreamExchange | undefined {
  const state = streamStateOf(stream);
  return state instanceof StreamExchange ? state : undefined;
}
