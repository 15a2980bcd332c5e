/**
 * What makes upstream's instrumentations do for request ids what our own do: hooks that they take as configuration. What
 * the user configured stays, and is called first.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { context, type Span } from '@opentelemetry/api';
import { type IgnorePattern, ignoredRequests } from '@waymark/http';
import { requestIdOf } from '@waymark/propagation';

type Options = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Hook = (...args: never[]) => void;

export interface UpstreamSettings {
  readonly requestIds: boolean;
  readonly ignoreIncoming: readonly IgnorePattern[];
}

/**
 * @param given by the instrumentation's name, what the user said
 * @param warn told when a pattern of `ignoreIncoming` fails
 */
export function upstreamOptions(
  { requestIds, ignoreIncoming }: UpstreamSettings,
  given: Options,
  warn: (line: string) => void,
): Options {
  const ours: Record<string, Record<string, unknown>> = {};
  if (requestIds) {
    ours['http'] = { responseHook: answerRequestId };
    for (const logger of ['pino', 'winston', 'bunyan']) ours[logger] = { logHook: writeRequestId };
  }
  const isIgnored = ignoredRequests(ignoreIncoming, warn);
  if (isIgnored !== undefined) ours['http'] = { ...ours['http'], ignoreIncomingRequestHook: isIgnored };
  const merged = Object.entries(ours).map(([name, hooks]) => [name, withHooks(given[name] ?? {}, hooks)]);
  return { ...given, ...Object.fromEntries(merged) };
}

function withHooks(
  given: Readonly<Record<string, unknown>>,
  hooks: Readonly<Record<string, unknown>>,
): object {
  const both = Object.entries(hooks).map(([name, ours]) => {
    const theirs = given[name];
    return [name, typeof theirs === 'function' ? inTurn(theirs as Hook, ours as Hook) : ours];
  });
  return { ...given, ...Object.fromEntries(both) };
}

/** What either says holds: only `ignoreIncomingRequestHook` is asked for anything. */
function inTurn(first: Hook, second: Hook): Hook {
  return (...args) => {
    const said: unknown = first(...args);
    return said || second(...args);
  };
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

function writeRequestId(_span: Span, record: Record<string, unknown>): void {
  const id = requestIdOf(context.active());
  if (id !== undefined) record['request_id'] = id;
}
