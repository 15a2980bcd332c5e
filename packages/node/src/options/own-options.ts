/** Options of instrumentations that are ours: which of upstream's they take. */

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
    'requireParentforOutgoingSpans',
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
  express: [],
  router: [],
  fastify: [],
  hono: [],
  bunyan: [],
  pino: [],
  winston: [],
  console: [],
};

/** A line for each instrumentation that was given options which only upstream's class of it knows. */
export function untakenOptions(
  { instrumentations }: LateOptions,
  isOurs: (name: string) => boolean,
): string[] {
  return Object.entries(instrumentations).flatMap(([name, options]) => {
    const taken = isOurs(name) ? TAKEN[name] : undefined;
    const untaken = Object.keys(options).filter((key) => key !== 'enabled' && !taken?.includes(key));
    if (taken === undefined || untaken.length === 0) return [];
    const takes = taken.length === 0 ? 'none but enabled' : `enabled, ${taken.join(', ')}`;
    return [
      `options of ${name} are left out: ${untaken.join(', ')}; ours takes ${takes}, and with WAYMARK_ENGINE=upstream all of upstream's hold`,
    ];
  });
}
