/**
 * Our headers on responses, `X-Request-ID` above all, decided at the last moment: when the head is about to be written. Set
 * any earlier they would be seen, copied and doubled by the app's own code; RATIONALE.md has the cases.
 */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Span } from '@opentelemetry/api';
import { exchangeOf } from './exchange.ts';
import {
  type Answered,
  besides,
  type OwnHeader,
  ownHeaders,
  type ResponseHeaders,
  without,
} from './response-headers.ts';
import type { RpcMetadata } from './rpc-metadata.ts';

/** A flat array of names and values, an array of pairs, or an object: all that `writeHead` takes. */
type WriteHeadHeaders = OutgoingHttpHeaders | unknown[];

/** By what all heads are composed: Node's own, and no part of its documentation. */
interface Composing {
  _storeHeader?(statusLine: string, headers: unknown): void;
}

/** What is to follow the status line of the head that is being written. */
let pendingLines: string | undefined;

/** Under its old name, which is no part of Node's types. */
interface OldName {
  writeHeader?: unknown;
}

/** Node's own: by what the app has put on a response in place of them, it would see our headers. */
type Plain = Pick<ServerResponse, 'getHeaderNames' | 'hasHeader' | 'setHeader' | 'removeHeader'>;

/** Every head goes through `writeHead`: Node calls it itself when the app does not. */
export function patchWriteHead(prototype: ServerResponse & OldName, own: readonly OwnHeader[]): void {
  const original = prototype.writeHead as (status: number, ...rest: unknown[]) => ServerResponse;
  const { getHeaderNames, hasHeader, setHeader, removeHeader } = prototype;
  const plain: Plain = { getHeaderNames, hasHeader, setHeader, removeHeader };
  patchStoreHeader(prototype as unknown as Composing);
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
    // Of a head that Node has refused, the time is another one.
    exchange.answerMillis = undefined;
    if (isAllThatIsSent(this, given, plain)) {
      pendingLines = linesOf(left, exchange);
      try {
        return original.call(this, status, reason, headers);
      } finally {
        pendingLines = undefined;
      }
    }
    const added = besidesSet(left, this, plain);
    setAll(this, added, exchange, plain);
    let written = false;
    try {
      const result = original.call(this, status, reason, headers);
      written = true;
      return result;
    } finally {
      if (!written) takeBack(this, added, plain);
    }
  };
  if (prototype.writeHeader === original) prototype.writeHeader = writeHead;
  prototype.writeHead = writeHead as typeof prototype.writeHead;
}

/**
 * Lets lines follow the status line, at no cost, where a header would have to be copied, checked and composed. It is for heads that
 * nobody can read afterwards. A Node without this function would send these without ours.
 */
function patchStoreHeader(prototype: Composing): void {
  const original = prototype._storeHeader;
  if (typeof original !== 'function') return;
  prototype._storeHeader = function _storeHeader(this: Composing, statusLine: string, headers: unknown) {
    const lines = pendingLines;
    pendingLines = undefined;
    return original.call(this, lines === undefined ? statusLine : statusLine + lines, headers);
  };
}

/** Headers that are given, and none set before: Node writes these and keeps nothing. */
function isAllThatIsSent(
  response: ServerResponse,
  given: WriteHeadHeaders | undefined,
  plain: Plain,
): boolean {
  if (typeof given !== 'object' || given === null) return false;
  return plain.getHeaderNames.call(response).length === 0;
}

function besidesGiven(own: readonly OwnHeader[], given: WriteHeadHeaders | undefined): readonly OwnHeader[] {
  if (typeof given !== 'object' || given === null) return own;
  let left = own;
  if (!Array.isArray(given)) return besidesOwnOf(given, own);
  if (Array.isArray(given[0]))
    for (const pair of given) left = besides(left, (pair as unknown[] | undefined)?.[0]);
  else for (let at = 0; at < given.length; at += 2) left = besides(left, given[at]);
  return left;
}

/** Node sends nothing that is inherited. */
function besidesOwnOf(given: OutgoingHttpHeaders, own: readonly OwnHeader[]): readonly OwnHeader[] {
  let left = own;
  for (const name in given) {
    const others = besides(left, name);
    if (others !== left && Object.hasOwn(given, name)) left = others;
  }
  return left;
}

function besidesSet(own: readonly OwnHeader[], response: ServerResponse, plain: Plain): readonly OwnHeader[] {
  let left = own;
  for (const { lowerCase } of own)
    if (plain.hasHeader.call(response, lowerCase)) left = without(left, lowerCase);
  return left;
}

function linesOf(own: readonly OwnHeader[], served: Answered): string {
  let lines = '';
  for (const header of own) {
    const value = header.valueFor(served);
    if (value !== undefined) lines += `${header.name}: ${value}\r\n`;
  }
  return lines;
}

/**
 * For who cannot wait for the head: sets on a response what is known of a request that begins, and that it has not. From then on
 * these are headers that the application sees, replaces and adds to.
 */
export function answerAtOnce(
  response: ServerResponse,
  headers: ResponseHeaders,
  span: Span,
  requestId: string | undefined,
): void {
  if (response.headersSent) return;
  const own = ownHeaders({ ...headers, time: false }, true);
  const rpc: RpcMetadata = { type: 'http', route: undefined, span };
  const answered = { responseId: requestId, rpc, startedAt: 0, answerMillis: undefined };
  setAll(response, besidesSet(own, response, response), answered, response);
}

function setAll(response: ServerResponse, own: readonly OwnHeader[], served: Answered, plain: Plain): void {
  for (const header of own) {
    const value = header.valueFor(served);
    if (value !== undefined) plain.setHeader.call(response, header.name, value);
  }
}

/** After a complaint of Node the app goes on with the headers that it had, and may copy them or write another head. */
function takeBack(response: ServerResponse, own: readonly OwnHeader[], plain: Plain): void {
  if (response.headersSent) return;
  for (const { name } of own) plain.removeHeader.call(response, name);
}
