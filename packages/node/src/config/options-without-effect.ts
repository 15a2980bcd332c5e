/** Options of upstream's instrumentations that ours in their place do not take: told, since they were set to be heard. */

import type { WaymarkConfig } from './config.ts';

/** By name, what our own engine's instrumentation takes beside `enabled`. Those that are not named here are upstream's, or as upstream's. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  http: ['requireParentforOutgoingSpans', 'requireParentforIncomingSpans', 'headersToSpanAttributes'],
  undici: [],
  express: [],
  router: [],
  fastify: [],
  hono: [],
  console: [],
  pino: [],
  winston: [],
  bunyan: [],
};

/** One line an instrumentation. */
export function optionsWithoutEffect({ engine, instrumentations }: WaymarkConfig): string[] {
  if (engine === 'upstream') return [];
  return Object.entries(instrumentations.options).flatMap(([name, options]) => {
    const taken = Object.hasOwn(TAKEN, name) ? TAKEN[name] : undefined;
    const others = Object.keys(options).filter((key) => taken && key !== 'enabled' && !taken.includes(key));
    if (others.length === 0) return [];
    const does = others.length === 1 ? 'does' : 'do';
    return [
      `${others.join(', ')} ${does} nothing for ${name}, which Waymark traces itself; WAYMARK_ENGINE=upstream has upstream's`,
    ];
  });
}
