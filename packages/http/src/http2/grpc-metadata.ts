/**
 * gRPC's metadata become headers here: what was injected into them for whoever it is leaves with the requests of those who are told.
 * `metadata-mark.ts` of `@waymark/propagation` is the other half.
 */
import type { ClientHttp2Session, ServerHttp2Stream } from 'node:http2';
import { MARK, marked, type Outbound } from '@waymark/propagation';
import { streamHeaders } from './client-headers.ts';
import { copyOf, type Headers, readHeader, removeHeader } from './header-list.ts';
import { streamRecipient } from './recipient.ts';

/**
 * What is to be sent of the headers of any request, ours or not: without the mark, and without what it names where the host
 * is not told; with what goes along where it is. The headers themselves stay as they are.
 */
export function settled(session: ClientHttp2Session, given: unknown, outbound: Outbound): unknown {
  const unmarked = withoutMark(given, outbound);
  if (unmarked === undefined) return given;
  const { headers, names } = unmarked;
  if (names.length > 0 && !wasCompleted(session, headers, outbound, names)) removeAll(headers, names);
  return headers;
}

/** Of Node's own. */
interface Ways {
  respond(this: ServerHttp2Stream, headers?: unknown, options?: unknown): void;
  sendTrailers(this: ServerHttp2Stream, headers: unknown): void;
}

/** The same of a server's answers: an application may inject into their metadata, which counts as a message. */
export function patchAnswers(prototype: ServerHttp2Stream, outbound: Outbound): void {
  const ways = prototype as unknown as Ways;
  const { respond, sendTrailers } = ways;
  const patched: Ways = {
    respond(headers, options) {
      respond.call(this, answered(headers, outbound), options);
    },
    sendTrailers(headers) {
      sendTrailers.call(this, answered(headers, outbound));
    },
  };
  Object.assign(ways, patched);
}

function answered(given: unknown, outbound: Outbound): unknown {
  const unmarked = withoutMark(given, outbound);
  if (unmarked === undefined) return given;
  const { headers, names } = unmarked;
  if (!outbound.tellsMessages) removeAll(headers, names);
  return headers;
}

/** A copy of marked headers, and what the mark names, if it is ours. */
function withoutMark(
  given: unknown,
  outbound: Outbound,
): { readonly headers: Headers; readonly names: readonly string[] } | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const mark = readHeader(given as Headers, MARK);
  if (mark === undefined) return undefined;
  const headers = copyOf(given as Headers);
  removeHeader(headers, MARK);
  return { headers, names: marked(mark, outbound.secret) };
}

function removeAll(headers: Headers, names: readonly string[]): void {
  for (const name of names) removeHeader(headers, name);
}

/** False for a host that is not told, and where that cannot be found out: a request of the application's goes on in any case. */
function wasCompleted(
  session: ClientHttp2Session,
  headers: Headers,
  outbound: Outbound,
  names: readonly string[],
): boolean {
  try {
    const { isTold, method, target } = streamRecipient(session, headers, outbound);
    if (isTold) outbound.complete(headers, streamHeaders, method, target, names.includes('traceparent'));
    return isTold;
  } catch {
    return false;
  }
}
