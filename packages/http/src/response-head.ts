/**
 * `X-Request-ID` on responses, decided at the last moment: when the head is about to be written. Set any earlier it would
 * be seen, copied and doubled by the app's own code; RATIONALE.md has the cases.
 */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { exchangeOf } from './exchange.ts';

/** A flat array of names and values, an array of pairs, or an object: all that `writeHead` takes. */
type WriteHeadHeaders = OutgoingHttpHeaders | unknown[];

const HEADER = 'X-Request-ID';
const LOWER_CASE_HEADER = 'x-request-id';

/** By what all heads are composed: Node's own, and no part of its documentation. */
interface Composing {
  _storeHeader?(statusLine: string, headers: unknown): void;
}

/** What is to follow the status line of the head that is being written. */
let pendingLine: string | undefined;

/** Every head goes through `writeHead`: Node calls it itself when the app does not. */
export function patchWriteHead(prototype: ServerResponse): void {
  const original = prototype.writeHead as (status: number, ...rest: unknown[]) => ServerResponse;
  const isComposed = patchStoreHeader(prototype as unknown as Composing);
  const writeHead = function writeHead(
    this: ServerResponse,
    status: number,
    reason?: unknown,
    headers?: unknown,
  ) {
    const id = exchangeOf(this)?.responseId;
    if (id === undefined || this.headersSent) return original.call(this, status, reason, headers);
    const given = (typeof reason === 'string' ? headers : (headers ?? reason)) as
      | WriteHeadHeaders
      | undefined;
    if (isComposed && isAllThatIsSent(this, given)) {
      pendingLine = `${HEADER}: ${id}\r\n`;
      try {
        return original.call(this, status, reason, headers);
      } finally {
        pendingLine = undefined;
      }
    }
    if (this.hasHeader(LOWER_CASE_HEADER)) return original.call(this, status, reason, headers);
    const completed = withId(this, given, id);
    let written = false;
    try {
      const result =
        typeof reason === 'string'
          ? original.call(this, status, reason, completed)
          : original.call(this, status, completed);
      written = true;
      return result;
    } finally {
      if (!written && (completed === undefined || completed !== given)) takeBack(this);
    }
  };
  prototype.writeHead = writeHead as typeof prototype.writeHead;
}

/**
 * True if it can be done: then a line may follow the status line, at no cost, where a header has to be copied, checked and
 * composed. It is for heads that nobody can read afterwards.
 */
function patchStoreHeader(prototype: Composing): boolean {
  const original = prototype._storeHeader;
  if (typeof original !== 'function') return false;
  prototype._storeHeader = function _storeHeader(this: Composing, statusLine: string, headers: unknown) {
    const line = pendingLine;
    pendingLine = undefined;
    return original.call(this, line === undefined ? statusLine : statusLine + line, headers);
  };
  return true;
}

/** An object of headers with no id among them, and none set before: Node writes these and keeps nothing. */
function isAllThatIsSent(response: ServerResponse, given: WriteHeadHeaders | undefined): boolean {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
  for (const name in given) if (isRequestId(name)) return false;
  return response.getHeaderNames().length === 0;
}

/** After a complaint of Node the app goes on with the headers that it had, and may copy them or write another head. */
function takeBack(response: ServerResponse): void {
  if (!response.headersSent) response.removeHeader(HEADER);
}

/** Returns what to write in place of `given`, which stays as the app made it. */
function withId(
  response: ServerResponse,
  given: WriteHeadHeaders | undefined,
  id: string,
): WriteHeadHeaders | undefined {
  if (given === undefined || given === null) {
    response.setHeader(HEADER, id);
    return undefined;
  }
  if (Array.isArray(given)) return withIdInArray(given, id);
  for (const name in given) if (isRequestId(name)) return given;
  return { ...given, [HEADER]: id };
}

function withIdInArray(given: unknown[], id: string): unknown[] {
  if (Array.isArray(given[0])) {
    const present = given.some((pair) => isRequestId((pair as unknown[] | undefined)?.[0]));
    return present ? given : [...given, [HEADER, id]];
  }
  for (let at = 0; at < given.length; at += 2) if (isRequestId(given[at])) return given;
  return [...given, HEADER, id];
}

function isRequestId(name: unknown): boolean {
  if (typeof name !== 'string') return false;
  return name.length === LOWER_CASE_HEADER.length && name.toLowerCase() === LOWER_CASE_HEADER;
}
