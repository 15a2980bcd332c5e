/**
 * What makes upstream's instrumentations do for request ids what our own do: hooks that they take as configuration. What
 * the user configured stays, and is called first.
 */

import type { IncomingMessage, RequestOptions, ServerResponse } from 'node:http';
import { context, type Span } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { requestIdOf } from '@waymark/propagation';
import { noteFetch, noteRequest } from './upstream-requests.ts';

type Settings = Readonly<Record<string, unknown>>;
type Hook = (...args: never[]) => unknown;

export interface UpstreamSettings {
  readonly requestIds: boolean;
  /** The name of the id in structured lines. */
  readonly requestIdField: string;
  /** Asked when `node:http` loads, which is when all that it goes by is known. */
  ignoreIncoming(): ((request: IncomingMessage) => boolean) | undefined;
}

/**
 * @param given by the instrumentation's name, what the user said; more may be said until one is made
 * @returns the same by name, read when one is made
 */
export function upstreamOptions(
  { requestIds, requestIdField, ignoreIncoming }: UpstreamSettings,
  given: Readonly<Record<string, Settings>>,
): Readonly<Record<string, Settings>> {
  const forHttp = () => ({
    ...(requestIds ? { responseHook: answerRequestId } : {}),
    ignoreIncomingRequestHook: ignoreIncoming(),
    ignoreOutgoingRequestHook: isLeftOut,
  });
  const forLogger = () => (requestIds ? { logHook: writeRequestId(requestIdField) } : {});
  const forFetch = () => ({ requestHook: noteFetch });
  const added = { http: forHttp, undici: forFetch, pino: forLogger, winston: forLogger, bunyan: forLogger };
  const getters = Object.entries(added).map(([name, hooks]) => [
    name,
    { get: () => withHooks(given[name] ?? {}, hooks()), enumerable: true },
  ]);
  return Object.create(given, Object.fromEntries(getters));
}

function withHooks(given: Settings, hooks: Readonly<Record<string, Hook | undefined>>): Settings {
  const both = Object.entries(hooks).flatMap(([name, ours]) => {
    if (ours === undefined) return [];
    const theirs = given[name];
    const both = name.startsWith('ignore') ? either : inTurn;
    return [[name, typeof theirs === 'function' ? both(theirs as Hook, ours) : ours]];
  });
  return { ...given, ...Object.fromEntries(both) };
}

/** What either says holds. */
function either(first: Hook, second: Hook): Hook {
  return (...args) => first(...args) || second(...args);
}

/** Whatever the first returns or throws, which upstream catches. */
function inTurn(first: Hook, second: Hook): Hook {
  return (...args) => {
    try {
      return first(...args);
    } finally {
      second(...args);
    }
  };
}

/**
 * A request under suppressed tracing has no span, but upstream would measure it: those of exporters, above all. Of any other
 * it is noted where it goes.
 */
function isLeftOut(request: RequestOptions): boolean {
  if (isTracingSuppressed(context.active())) return true;
  noteRequest(request);
  return false;
}

/**
 * Upstream calls it for a response that it is about to let the application make, and for one that a client got. Ours
 * sets the header when the head is written, which no hook of upstream's does: here the application can see it.
 */
function answerRequestId(span: Span, response: ServerResponse | IncomingMessage): void {
  if (!('setHeader' in response)) return;
  const id = requestIdOf(context.active());
  if (id === undefined) return;
  span.setAttribute('http.request.id', id);
  if (!response.headersSent) response.setHeader('X-Request-ID', id);
}

function writeRequestId(field: string): (span: Span, record: Record<string, unknown>) => void {
  return (_span, record) => {
    const id = requestIdOf(context.active());
    if (id !== undefined) record[field] = id;
  };
}
