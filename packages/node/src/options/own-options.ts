/** Options of instrumentations that are ours: which of upstream's they take. */

import type { WaymarkConfig } from '../config/config.ts';
import type { LateOptions } from './late-options.ts';

/** By name; what is not here is upstream's. */
export const TAKEN: Readonly<Record<string, readonly string[]>> = {
  http: [
    'requestHook',
    'responseHook',
    'applyCustomAttributesOnSpan',
    'startIncomingSpanHook',
    'startOutgoingSpanHook',
    'ignoreIncomingRequestHook',
    'ignoreOutgoingRequestHook',
    'disableIncomingRequestInstrumentation',
    'disableOutgoingRequestInstrumentation',
    'requireParentforIncomingSpans',
    'requireParentforOutgoingSpans',
    'enableSyntheticSourceDetection',
    'redactedQueryParams',
    'redactedQueryParamsServer',
    'headersToSpanAttributes',
  ],
  undici: [
    'ignoreRequestHook',
    'startSpanHook',
    'requestHook',
    'responseHook',
    'requireParentforSpans',
    'headersToSpanAttributes',
  ],
  // Where upstream stops: its class takes the same.
  graphql: [
    'mergeItems',
    'depth',
    'allowValues',
    'ignoreResolveSpans',
    'ignoreTrivialResolveSpans',
    'flatResolveSpans',
    'responseHook',
  ],
  'nestjs-core': [],
  'node-sqlite': ['requireParentSpan', 'doubleQuotedStrings'],
  connect: [],
  express: [],
  hapi: [],
  koa: [],
  restify: [],
  router: [],
  fastify: [],
  hono: [],
  bunyan: [],
  pino: [],
  winston: [],
  console: [],
};

/** Web frameworks: whoever makes the spans of their layers with `WAYMARK_SPANS=full` takes all of upstream's options. */
export const LAYERED: readonly string[] = ['connect', 'express', 'hapi', 'koa', 'restify', 'router'];

/** A line for each instrumentation that was given options which only upstream's class of it knows. */
export function untakenOptions(
  { instrumentations }: LateOptions,
  spans: WaymarkConfig['spans'],
  isOurs: (name: string) => boolean,
): string[] {
  return Object.entries(instrumentations).flatMap(([name, options]) => {
    const isLayered = LAYERED.includes(name);
    const taken = isOurs(name) && !(isLayered && spans === 'full') ? TAKEN[name] : undefined;
    const untaken = Object.keys(options).filter((key) => key !== 'enabled' && !taken?.includes(key));
    if (taken === undefined || untaken.length === 0) return [];
    const takes = taken.length === 0 ? 'none but enabled' : `enabled, ${taken.join(', ')}`;
    const setting = isLayered ? 'WAYMARK_SPANS=full' : 'WAYMARK_ENGINE=upstream';
    return [
      `options of ${name} are left out: ${untaken.join(', ')}; ours takes ${takes}, and with ${setting} all of upstream's hold`,
    ];
  });
}
