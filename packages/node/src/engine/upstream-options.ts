/**
 * What makes upstream's instrumentations do for request ids and headers what our own do: hooks that they take as configuration. What
 * the user configured stays, and is called first.
 */

import type { IncomingMessage, RequestOptions, ServerResponse } from 'node:http';
import { type Attributes, context, type Span } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { answerAtOnce, callerAttributes, type RequestLog, type ResponseHeaders } from '@waymark/http';
import type { LogOptions } from '@waymark/logs';
import { type InboundPolicy, parseRequestId, requestIdOf } from '@waymark/propagation';
import { lineHook } from './upstream-lines.ts';
import { type TellOf, telling } from './upstream-request-log.ts';
import { noteFetch, noteRequest } from './upstream-requests.ts';

type Settings = Readonly<Record<string, unknown>>;
type Hook = (...args: never[]) => unknown;

export interface UpstreamSettings {
  readonly requestIds: boolean;
  /** What structured lines gain. */
  readonly log: LogOptions;
  /** Whom to believe who he is, where that is not everybody; each request is judged by `ignoreIncoming`. */
  trust(): InboundPolicy | undefined;
  /** What responses carry. */
  responseHeaders(): ResponseHeaders;
  /** What makes a record of each request, if anything is to. */
  requestLog(): RequestLog | undefined;
  /** Asked when `node:http` loads, which is when all that it goes by is known. */
  ignoreIncoming(): ((request: IncomingMessage) => boolean) | undefined;
}

/**
 * @param given by the instrumentation's name, what the user said; more may be said until one is made
 * @returns the same by name, read when one is made
 */
export function upstreamOptions(
  { requestIds, log, trust, responseHeaders, requestLog, ignoreIncoming }: UpstreamSettings,
  given: Readonly<Record<string, Settings>>,
): Readonly<Record<string, Settings>> {
  const forHttp = () => {
    const describe = describing(trust(), requestIds);
    return {
      responseHook: answering(requestIds, responseHeaders(), telling(requestLog(), describe)),
      startIncomingSpanHook: describe,
      ignoreIncomingRequestHook: ignoreIncoming(),
      ignoreOutgoingRequestHook: isLeftOut,
    };
  };
  const forLogger = () => ({ logHook: lineHook(log) });
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
    return [[name, typeof theirs === 'function' ? bothOf(name)(theirs as Hook, ours) : ours]];
  });
  return { ...given, ...Object.fromEntries(both) };
}

function bothOf(name: string): (first: Hook, second: Hook) => Hook {
  if (name.startsWith('start')) return merging;
  if (name === 'ignoreIncomingRequestHook') return bothAsked;
  return name.startsWith('ignore') ? either : inTurn;
}

/** What the first says wins. */
function merging(first: Hook, second: Hook): Hook {
  return (...args) => ({ ...(second(...args) as object), ...(first(...args) as object) });
}

/** What either says holds. */
function either(first: Hook, second: Hook): Hook {
  return (...args) => first(...args) || second(...args);
}

/** Likewise, and the second is asked whatever the first does: it also judges whom to trust. */
function bothAsked(first: Hook, second: Hook): Hook {
  return (...args) => {
    let isIgnored: unknown;
    try {
      isIgnored = first(...args);
    } finally {
      isIgnored = second(...args) || isIgnored;
    }
    return isIgnored;
  };
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
 * sets headers when the head is written, which no hook of upstream's does: here the application can see them.
 */
function answering(requestIds: boolean, headers: ResponseHeaders, tell: TellOf | undefined) {
  return (span: Span, response: ServerResponse | IncomingMessage): void => {
    if (!('setHeader' in response)) return;
    const id = requestIds ? requestIdOf(context.active()) : undefined;
    if (id !== undefined) span.setAttribute('http.request.id', id);
    answerAtOnce(response, headers, span, id);
    tell?.(span, response, id);
  };
}

/** For the attributes that a SERVER span starts with: what it says of its caller, and the id that came, trusted or not. */
export function describing(trust: InboundPolicy | undefined, requestIds: boolean) {
  return ({ headers }: IncomingMessage): Attributes => {
    const isTrusted = trust === undefined || trust.trustsCarrier(headers, undefined);
    const attributes = isTrusted ? callerAttributes(headers) : {};
    const arrived = requestIds ? parseRequestId(headers['x-request-id']) : undefined;
    return arrived === undefined ? attributes : { ...attributes, [ARRIVED]: [arrived] };
  };
}

const ARRIVED = 'http.request.header.x-request-id';
