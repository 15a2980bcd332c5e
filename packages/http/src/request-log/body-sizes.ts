/**
 * Counts the bytes of bodies as they pass: compressed where they are, since what compresses writes to these methods. On prototypes, and
 * only where requests are told of; the messages themselves get nothing.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import { Exchange, exchangeOf } from '../exchange.ts';
import { stateOf } from '../message-context.ts';
import type { WatchedRequest } from './watched-request.ts';

/** What is known of a stream that a server got. */
export type WatchedStream = (stream: ServerHttp2Stream) => WatchedRequest | undefined;

type Push = (this: object, chunk: unknown, encoding?: BufferEncoding) => boolean;
type Write = (this: object, chunk: unknown, encoding?: unknown, callback?: unknown) => unknown;
type WriteMany = (
  this: object,
  chunks: readonly { chunk: unknown; encoding: unknown }[],
  callback: unknown,
) => void;

/** Node's own, which its types do not all tell. */
interface Writing {
  write: Write;
  end: Write;
}
interface Pushing {
  push: Push;
}
interface StreamWriting extends Pushing {
  _write: Write;
  _writev: WriteMany;
}

/** Of `node:http`, whose responses inherit both: what stands above them is looked up each time, as without us. */
export function countBodies(request: IncomingMessage, response: ServerResponse): void {
  countPushed(request as unknown as Pushing, (message) => {
    const state = stateOf(message as IncomingMessage);
    return state instanceof Exchange ? state.watched : undefined;
  });
  const target = response as unknown as Writing;
  const above = Object.getPrototypeOf(response) as Writing;
  const watchedOf = (of: object) => exchangeOf(of as ServerResponse)?.watched;
  const isOpen = (of: object) => !(of as ServerResponse).writableEnded;
  target.write = function write(chunk, encoding, callback) {
    const watched = isOpen(this) ? watchedOf(this) : undefined;
    const result = above.write.call(this, chunk, encoding, callback);
    if (watched !== undefined) watched.written += sizeOf(chunk, encoding);
    return result;
  };
  target.end = function end(chunk, encoding, callback) {
    const watched = isOpen(this) ? watchedOf(this) : undefined;
    const result = above.end.call(this, chunk, encoding, callback);
    if (watched !== undefined) watched.written += sizeOf(chunk, encoding);
    return result;
  };
}

/** Of `node:http2`: below `write` and `end`, and so also what the compatibility API writes. */
export function countStreamBodies(stream: ServerHttp2Stream, watchedOf: WatchedStream): void {
  const target = stream as unknown as StreamWriting;
  countPushed(target, watchedOf as (of: object) => WatchedRequest | undefined);
  const { _write: writeOne, _writev: writeMany } = target;
  target._write = function _write(chunk, encoding, callback) {
    const watched = watchedOf(this as ServerHttp2Stream);
    if (watched !== undefined) watched.written += sizeOf(chunk, encoding);
    return writeOne.call(this, chunk, encoding, callback);
  };
  target._writev = function _writev(chunks, callback) {
    const watched = watchedOf(this as ServerHttp2Stream);
    if (watched !== undefined)
      for (const { chunk, encoding } of chunks) watched.written += sizeOf(chunk, encoding);
    writeMany.call(this, chunks, callback);
  };
}

/** What Node's parsers push into a message is its body. */
function countPushed(target: Pushing, watchedOf: (of: object) => WatchedRequest | undefined): void {
  const above = Object.getPrototypeOf(target) as Pushing;
  const own = Object.hasOwn(target, 'push') ? target.push : undefined;
  target.push = function push(chunk, encoding) {
    const watched = watchedOf(this);
    if (watched !== undefined) watched.received += sizeOf(chunk, encoding);
    return (own ?? above.push).call(this, chunk, encoding);
  };
}

/** 0 for what is no body: nothing, or a callback in its place. */
function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string')
    return Buffer.byteLength(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined);
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}
