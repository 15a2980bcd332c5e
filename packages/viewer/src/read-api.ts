/** `GET /api/traces` and `/api/traces/:id` as JSON: times in nanoseconds as text, durations as numbers. */

import { RequestError } from './request-body.ts';
import type { TraceStore } from './store.ts';

const MAX_LIMIT = 1000;

/**
 * The value to send for a path below `/api/`; undefined when there is no such path.
 * @throws {RequestError} 404 for an id that nothing has, 400 for parameters that make no sense
 */
export function readApi(store: TraceStore, url: URL): unknown {
  if (url.pathname === '/api/traces') {
    return { traces: store.recentTraces({ error: errorOf(url), limit: limitOf(url) }) };
  }
  const id = /^\/api\/traces\/([^/]+)$/.exec(url.pathname)?.[1];
  return id === undefined ? undefined : findTrace(store, id);
}

/**
 * Finds a trace by the id in a path, which may be percent-encoded.
 * @throws {RequestError} 404
 */
export function findTrace(store: TraceStore, encodedId: string) {
  const id = decode(encodedId);
  const trace = store.trace(id);
  if (!trace) throw new RequestError(404, `nothing has the trace id, span id or request id "${id}"`);
  return trace;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RequestError(400, `"${text}" is not valid percent-encoding`);
  }
}

function limitOf(url: URL): number {
  const text = url.searchParams.get('limit') ?? '20';
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new RequestError(400, `limit "${text}" is not a whole number from 1 to ${MAX_LIMIT}`);
}

function errorOf(url: URL): boolean {
  const text = url.searchParams.get('error') ?? 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  throw new RequestError(400, `error "${text}" is neither true nor false`);
}
