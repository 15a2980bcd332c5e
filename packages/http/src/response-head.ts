/**
 * Our headers on responses, `X-Request-ID` above all, decided at the last moment: when the head is about to be written. Set
 * any earlier they would be seen, copied and doubled by the app's own code; RATIONALE.md has the cases.
 */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { exchangeOf } from './exchange.ts';
import { besides, type OwnHeader, without } from './response-headers.ts';
import type { Served } from './served.ts';

/** A flat array of names and values, an array of pairs, or an object: all that `writeHead` takes. */
type WriteHeadHeaders = OutgoingHttpHeaders | unknown[];

/** Names and values in turn. */
type Additions = readonly string[];

/** By what all heads are composed: Node's own, and no part of its documentation. */
interface Composing {
  _storeHeader?(statusLine: string, headers: unknown): void;
}

/** What is to follow the status line of the head that is being written. */
let pendingLines: string | undefined;

/** Every head goes through `writeHead`: Node calls it itself when the app does not. */
export function patchWriteHead(prototype: ServerResponse, own: readonly OwnHeader[]): void {
  const original = prototype.writeHead as (status: number, ...rest: unknown[]) => ServerResponse;
  const isComposed = patchStoreHeader(prototype as unknown as Composing);
  const writeHead = function writeHead(
    this: ServerResponse,
    status: number,
    reason?: unknown,
    headers?: unknown,
  ) {
    const exchange = exchangeOf(this);
    if (exchange === undefined || this.headersSent) return original.call(this, status, reason, headers);
    const given = (typeof reason === 'string' ? headers : (headers ?? reason)) as
      | WriteHeadHeaders
      | undefined;
    const left = besidesGiven(own, given);
    if (isComposed && isAllThatIsSent(this, given)) {
      pendingLines = linesOf(left, exchange);
      try {
        return original.call(this, status, reason, headers);
      } finally {
        pendingLines = undefined;
      }
    }
    const additions = additionsOf(besidesSet(left, this), exchange);
    if (additions.length === 0) return original.call(this, status, reason, headers);
    const completed = completedBy(this, given, additions);
    let written = false;
    try {
      const result =
        typeof reason === 'string'
          ? original.call(this, status, reason, completed)
          : original.call(this, status, completed);
      written = true;
      return result;
    } finally {
      if (!written) takeBack(this, additions);
    }
  };
  prototype.writeHead = writeHead as typeof prototype.writeHead;
}

/**
 * True if it can be done: then lines may follow the status line, at no cost, where a header has to be copied, checked and
 * composed. It is for heads that nobody can read afterwards.
 */
function patchStoreHeader(prototype: Composing): boolean {
  const original = prototype._storeHeader;
  if (typeof original !== 'function') return false;
  prototype._storeHeader = function _storeHeader(this: Composing, statusLine: string, headers: unknown) {
    const lines = pendingLines;
    pendingLines = undefined;
    return original.call(this, lines === undefined ? statusLine : statusLine + lines, headers);
  };
  return true;
}

/** An object of headers, and none set before: Node writes these and keeps nothing. */
function isAllThatIsSent(response: ServerResponse, given: WriteHeadHeaders | undefined): boolean {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
  return response.getHeaderNames().length === 0;
}

function besidesGiven(own: readonly OwnHeader[], given: WriteHeadHeaders | undefined): readonly OwnHeader[] {
  if (typeof given !== 'object' || given === null) return own;
  let left = own;
  if (!Array.isArray(given)) for (const name in given) left = besides(left, name);
  else if (Array.isArray(given[0]))
    for (const pair of given) left = besides(left, (pair as unknown[] | undefined)?.[0]);
  else for (let at = 0; at < given.length; at += 2) left = besides(left, given[at]);
  return left;
}

function besidesSet(own: readonly OwnHeader[], response: ServerResponse): readonly OwnHeader[] {
  let left = own;
  for (const { lowerCase } of own) if (response.hasHeader(lowerCase)) left = without(left, lowerCase);
  return left;
}

function linesOf(own: readonly OwnHeader[], served: Served): string {
  let lines = '';
  for (const header of own) {
    const value = header.valueFor(served);
    if (value !== undefined) lines += `${header.name}: ${value}\r\n`;
  }
  return lines;
}

function additionsOf(own: readonly OwnHeader[], served: Served): Additions {
  const additions: string[] = [];
  for (const header of own) {
    const value = header.valueFor(served);
    if (value !== undefined) additions.push(header.name, value);
  }
  return additions;
}

/** Returns what to write in place of `given`, which stays as the app made it. */
function completedBy(
  response: ServerResponse,
  given: WriteHeadHeaders | undefined,
  additions: Additions,
): WriteHeadHeaders | undefined {
  if (given === undefined || given === null) {
    for (let at = 0; at < additions.length; at += 2) response.setHeader(additions[at]!, additions[at + 1]!);
    return undefined;
  }
  if (!Array.isArray(given)) return Object.assign({ ...given }, objectOf(additions));
  return Array.isArray(given[0]) ? [...given, ...pairsOf(additions)] : [...given, ...additions];
}

function objectOf(additions: Additions): Record<string, string> {
  return Object.fromEntries(pairsOf(additions));
}

function pairsOf(additions: Additions): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < additions.length; at += 2) pairs.push([additions[at]!, additions[at + 1]!]);
  return pairs;
}

/** After a complaint of Node the app goes on with the headers that it had, and may copy them or write another head. */
function takeBack(response: ServerResponse, additions: Additions): void {
  if (response.headersSent) return;
  for (let at = 0; at < additions.length; at += 2) response.removeHeader(additions[at]!);
}
