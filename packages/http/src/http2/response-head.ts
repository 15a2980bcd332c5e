/** `X-Request-ID` on the responses of HTTP/2, added to the head that the app or Node's compatibility API sends. */
import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { copyOf, isNamed, readHeader, writeHeader } from './header-list.ts';

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
  const { sensitiveHeaders } = process.getBuiltinModule('node:http2');
  const ways = prototype as unknown as Ways;
  const { respond, respondWithFD, respondWithFile } = ways;
  const patched: Ways = {
    respond(headers, options) {
      respond.call(this, withId(headers, idOf(this), sensitiveHeaders), options);
    },
    respondWithFD(fd, headers, options) {
      respondWithFD.call(this, fd, withId(headers, idOf(this), sensitiveHeaders), options);
    },
    respondWithFile(path, headers, options) {
      respondWithFile.call(this, path, withId(headers, idOf(this), sensitiveHeaders), options);
    },
  };
  Object.assign(ways, patched);
}

/** A copy, for apps answer many requests with one object. What is no headers at all is left for Node to complain of. */
function withId(headers: unknown, id: string | undefined, sensitive: symbol): unknown {
  if (id === undefined) return headers;
  if (headers === undefined || headers === null) return { [HEADER]: id };
  if (typeof headers !== 'object') return headers;
  return Array.isArray(headers) ? listWithId(headers, id) : objectWithId(headers as Named, id, sensitive);
}

type Named = OutgoingHttpHeaders & { [sensitive: symbol]: unknown };

/** Name by name: the compatibility API's object has no prototype, and to spread such a one takes three times as long. */
function objectWithId(headers: Named, id: string, sensitive: symbol): Named {
  const completed: Named = { [HEADER]: id, [sensitive]: headers[sensitive] };
  for (const name in headers) {
    if (isNamed(name, HEADER)) return headers;
    if (Object.hasOwn(headers, name)) completed[name] = headers[name];
  }
  return completed;
}

function listWithId(headers: unknown[], id: string): unknown[] {
  if (readHeader(headers, HEADER) !== undefined) return headers;
  const completed = copyOf(headers);
  writeHeader(completed, HEADER, id);
  return completed as unknown[];
}
