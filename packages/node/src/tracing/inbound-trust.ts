/** Whom to trust, of either engine: made where that is not everybody. */

import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { InboundPolicy, InboundTrustOptions } from '@waymark/propagation';
import type { WaymarkConfig } from '../config/config.ts';
import { report } from '../report.ts';
import type { StartOptions } from '../types.ts';

/**
 * @param make what a chunk has, which loads only if there is something to make
 * @returns `undefined` where everybody is trusted
 */
export function inboundTrustOf(
  config: WaymarkConfig,
  options: StartOptions,
  make: (options: InboundTrustOptions) => InboundPolicy,
): InboundPolicy | undefined {
  const callers = callersOf(config, options);
  return callers === 'always' ? undefined : make({ callers, keys: config.trustKeys, onError });
}

/** Whether there will be one. */
export function isInboundLimited(config: WaymarkConfig, options: StartOptions): boolean {
  return callersOf(config, options) !== 'always';
}

/** With what links the traces of others, where there is anybody to read it. */
export function withClaimLinks(
  trust: InboundPolicy | undefined,
  processors: SpanProcessor[],
  make: () => SpanProcessor,
): SpanProcessor[] {
  return trust === undefined || processors.length === 0 ? processors : [make(), ...processors];
}

/** What code says stands in for the variable; it was judged when it was taken: a word alone is one of the two. */
function callersOf(config: WaymarkConfig, options: StartOptions): 'always' | InboundTrustOptions['callers'] {
  const { trustInbound = config.trustInbound } = options;
  return trustInbound as 'always' | InboundTrustOptions['callers'];
}

function onError(error: unknown): void {
  report(`trustInbound failed, and the request is not trusted: ${String(error)}`);
}
