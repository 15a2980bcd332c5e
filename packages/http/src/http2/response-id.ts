/** `X-Request-ID` on the responses of HTTP/2, added to the head that the app or Node's compatibility API sends. */
import type { ServerHttp2Stream } from 'node:http2';
import { copyOf, type Headers, readHeader, writeHeader } from './header-list.ts';

const HEADER = 'x-request-id';

/** What the response of a stream is to send, if anything; of a pushed stream nothing, for it is no request of anybody's. */
type IdOf = (stream: ServerHttp2Stream) => string | undefined;

/** Of Node's own, in what they have in common. */
interface Ways {
  respond(this: ServerHttp2Stream, headers?: unknown, options?: unknown): void;
  respondWithFD(this: ServerHttp2Stream, fd: unknown, headers?: unknown, options?: unknown): void;
  respondWithFile(this: ServerHttp2Stream, path: unknown, headers?: unknown, options?: unknown): void;
}

/** Patches all ways to send the head of a response. */
export function patchRespond(prototype: ServerHttp2Stream, idOf: IdOf): void {
  const ways = prototype as unknown as Ways;
  const { respond, respondWithFD, respondWithFile } = ways;
  const patched: Ways = {
    respond(headers, options) {
      respond.call(this, withId(headers, idOf(this)), options);
    },
    respondWithFD(fd, headers, options) {
      respondWithFD.call(this, fd, withId(headers, idOf(this)), options);
    },
    respondWithFile(path, headers, options) {
      respondWithFile.call(this, path, withId(headers, idOf(this)), options);
    },
  };
  Object.assign(ways, patched);
}

/** A copy, for apps answer many requests with one object. What is no headers at all is left for Node to complain of. */
function withId(headers: unknown, id: string | undefined): unknown {
  if (id === undefined) return headers;
  if (headers === undefined || headers === null) return { [HEADER]: id };
  if (typeof headers !== 'object' || readHeader(headers as Headers, HEADER) !== undefined) return headers;
  const completed = copyOf(headers as Headers);
  writeHeader(completed, HEADER, id);
  return completed;
}
