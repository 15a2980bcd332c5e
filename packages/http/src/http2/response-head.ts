/** Our headers on the responses of HTTP/2, added to the head that the app or Node's compatibility API sends. */
import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { besides, type OwnHeader } from '../response-headers.ts';
import type { Served } from '../served.ts';
import { copyOf, writeHeader } from './header-list.ts';

/** The exchange of a stream, if it has one; a pushed stream has none, for it is no request of anybody's. */
type ServedBy = (stream: ServerHttp2Stream) => Served | undefined;

/** Of Node's own, in what they have in common. */
interface Ways {
  respond(this: ServerHttp2Stream, headers?: unknown, options?: unknown): void;
  respondWithFD(this: ServerHttp2Stream, fd: unknown, headers?: unknown, options?: unknown): void;
  respondWithFile(this: ServerHttp2Stream, path: unknown, headers?: unknown, options?: unknown): void;
}

/** What may add to a head before it is sent, or refuse it. */
type StatCheck = (this: unknown, stat: unknown, headers: Named, options: unknown) => unknown;

/** Patches all ways to send the head of a response. */
export function patchRespond(
  prototype: ServerHttp2Stream,
  servedBy: ServedBy,
  own: readonly OwnHeader[],
): void {
  const { sensitiveHeaders } = process.getBuiltinModule('node:http2');
  const ways = prototype as unknown as Ways;
  const { respond, respondWithFD, respondWithFile } = ways;
  const completed = (headers: unknown, served: Served) => completedBy(headers, served, own, sensitiveHeaders);
  const patched: Ways = {
    respond(headers, options) {
      const served = servedBy(this);
      respond.call(this, served === undefined ? headers : completed(headers, served), options);
    },
    respondWithFD(fd, headers, options) {
      const file = ofFile(servedBy(this), headers, options, completed);
      respondWithFD.call(this, fd, file.headers, file.options);
    },
    respondWithFile(path, headers, options) {
      const file = ofFile(servedBy(this), headers, options, completed);
      respondWithFile.call(this, path, file.headers, file.options);
    },
  };
  // By a name of its own, Node sends the head of who writes without one.
  for (const key of Object.getOwnPropertySymbols(ways)) {
    if (Reflect.get(ways, key) === respond) Reflect.set(ways, key, patched.respond);
  }
  Object.assign(ways, patched);
}

/** The head of a file: where the app looks at the file first, and may add to the head, ours are added after that. */
function ofFile(
  served: Served | undefined,
  headers: unknown,
  options: unknown,
  completed: (headers: unknown, served: Served) => unknown,
): { headers: unknown; options: unknown } {
  if (served === undefined) return { headers, options };
  const given = options as { statCheck?: StatCheck } | undefined | null;
  const original = given?.statCheck;
  if (typeof original !== 'function') return { headers: completed(headers, served), options };
  const statCheck: StatCheck = function (stat, head, ...rest) {
    const isToBeSent = original.call(this, stat, head, ...rest);
    if (isToBeSent !== false) Object.assign(head, completed(head, served));
    return isToBeSent;
  };
  return { headers, options: { ...given, statCheck } };
}

/** A copy, for apps answer many requests with one object. What is no headers at all is left for Node to complain of. */
function completedBy(
  headers: unknown,
  served: Served,
  own: readonly OwnHeader[],
  sensitive: symbol,
): unknown {
  // Of a head that Node has refused, the time is another one.
  served.answerMillis = undefined;
  if (headers === undefined) return started(served, own);
  if (typeof headers !== 'object' || headers === null) return headers;
  if (Array.isArray(headers)) return completedList(headers, served, own);
  return completedObject(headers as Named, served, own, sensitive);
}

type Named = OutgoingHttpHeaders & { [sensitive: symbol]: unknown };

/** Name by name: the compatibility API's object has no prototype, and to spread such a one takes three times as long. */
function completedObject(
  headers: Named,
  served: Served,
  own: readonly OwnHeader[],
  sensitive: symbol,
): Named {
  const completed = started(served, own);
  completed[sensitive] = headers[sensitive];
  for (const name in headers) {
    if (!Object.hasOwn(headers, name)) continue;
    const left = besides(own, name);
    // From the beginning: what gives way was written first.
    if (left !== own) return left.length === 0 ? headers : completedObject(headers, served, left, sensitive);
    completed[name] = headers[name];
  }
  return completed;
}

function started(served: Served, own: readonly OwnHeader[]): Named {
  const headers: Named = {};
  for (const header of own) {
    const value = header.valueFor(served);
    if (value !== undefined) headers[header.lowerCase] = value;
  }
  return headers;
}

function completedList(headers: unknown[], served: Served, own: readonly OwnHeader[]): unknown[] {
  let left = own;
  for (let at = 0; at < headers.length; at += 2) left = besides(left, headers[at]);
  if (left.length === 0) return headers;
  const completed = copyOf(headers);
  for (const header of left) {
    const value = header.valueFor(served);
    if (value !== undefined) writeHeader(completed, header.lowerCase, value);
  }
  return completed as unknown[];
}
