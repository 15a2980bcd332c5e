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
  consola: [],
  debug: [],
  log4js: [],
  loglevel: [],
  'nestjs-logger': [],
  roarr: [],
  signale: [],
  tslog: [],
};

/**
 * Web frameworks with the versions of them that are ours: whoever makes the spans of their layers with `WAYMARK_SPANS=full`
 * takes all of upstream's options, as upstream does of versions that are older. Not read from the targets, which are in a
 * chunk that loads later; a test holds it against them.
 */
export const LAYERED: Readonly<Record<string, string>> = {
  connect: '>=3.0.0 <4',
  express: '>=4.8 <6',
  hapi: '>=17.0.0 <22',
  koa: '>=2.0.0 <4',
  restify: '>=7.0.0 <13',
  router: '>=1.0.0 <3',
};

/** A line for each instrumentation that was given options which only upstream's class of it knows. */
export function untakenOptions(
  { instrumentations }: LateOptions,
  spans: WaymarkConfig['spans'],
  isOurs: (name: string) => boolean,
): string[] {
  return Object.entries(instrumentations).flatMap(([name, options]) => {
    const layered = LAYERED[name];
    const taken = isOurs(name) && !(layered && spans === 'full') ? TAKEN[name] : undefined;
    const untaken = Object.keys(options).filter((key) => key !== 'enabled' && !taken?.includes(key));
    if (taken === undefined || untaken.length === 0) return [];
    const takes = taken.length === 0 ? 'none but enabled' : `enabled, ${taken.join(', ')}`;
    const setting = layered ? 'WAYMARK_SPANS=full' : 'WAYMARK_ENGINE=upstream';
    const whose = layered ? `${name} ${layered}` : name;
    return [
      `options of ${whose} are left out: ${untaken.join(', ')}; ours takes ${takes}, and with ${setting} all of upstream's hold`,
    ];
  });
}
