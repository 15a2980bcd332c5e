/** What we keep on a stream of HTTP/2, where the app does not see it. */
import type { Http2Stream } from 'node:http2';
import type { Context } from '@opentelemetry/api';
import { Stamp } from '../stamp.ts';

export interface StreamState {
  /** What the stream's listeners run in. */
  readonly context: Context;
}

class StampedStream extends Stamp {
  #state: StreamState;

  private constructor(stream: object, state: StreamState) {
    super(stream);
    this.#state = state;
  }

  static put(stream: Http2Stream, state: StreamState): void {
    if (#state in stream) stream.#state = state;
    else new StampedStream(stream, state);
  }

  static get(stream: Http2Stream): StreamState | undefined {
    return #state in stream ? stream.#state : undefined;
  }
}

/** Keeps the state of a stream, served or made. */
export const keepStreamState = StampedStream.put;

/** Of streams that are not traced, and of pushed ones: `undefined`. */
export const streamStateOf = StampedStream.get;

/** `emit` of a prototype, as the patches call it. */
export type Emitter = (this: Http2Stream, event: string, ...values: unknown[]) => boolean;

/** Node itself adds and removes a dozen listeners a stream, in whatever context that is, and hears of each. */
export function isOfListeners(event: string | symbol): boolean {
  return event === 'newListener' || event === 'removeListener';
}
