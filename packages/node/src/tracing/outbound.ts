/** Whom to tell, of either engine: made where somebody asked for a list, or has a key to sign with. */

import type { Resource } from '@opentelemetry/resources';
import type { Outbound, OutboundOptions } from '@waymark/propagation';
import type { WaymarkConfig } from '../config/config.ts';
import { toldName } from '../resource/told-name.ts';
import type { StartOptions } from '../types.ts';

/**
 * @param make what a chunk has, which loads only if there is something to make
 * @returns `undefined` where everybody is told the same
 */
export function outboundOf(
  config: WaymarkConfig,
  options: StartOptions,
  resource: Resource,
  make: (options: OutboundOptions) => Outbound,
): Outbound | undefined {
  const to = toldBy(config, options);
  const key = signingKey(config);
  if (to === undefined && key === undefined) return undefined;
  const serviceName = () => toldName(resource.attributes['service.name'], 'WAYMARK_PROPAGATE_TO');
  return make({ to, key, serviceName });
}

/** Whether there will be one. */
export function isOutboundLimited(config: WaymarkConfig, options: StartOptions): boolean {
  return toldBy(config, options) !== undefined || signingKey(config) !== undefined;
}

/** What code says stands in for the variable; it was judged when it was taken. */
function toldBy({ propagateTo }: WaymarkConfig, options: StartOptions): readonly string[] | undefined {
  return options.propagateTo === undefined ? propagateTo : [options.propagateTo].flat();
}

/** What is signed is `traceparent`: without it there is nothing to sign. */
function signingKey({ propagators, trustKeys }: WaymarkConfig): string | undefined {
  return propagators.includes('tracecontext') ? trustKeys[0] : undefined;
}
