/** What OTEL_PROPAGATORS asks for, and X-Request-ID, as one propagator: both engines use it. */

import type { TextMapPropagator } from '@opentelemetry/api';
import { type InboundPolicy, type Outbound, propagatorFor } from '@waymark/propagation';
import { loadChunk } from '../chunks/load.ts';
import type { WaymarkConfig } from '../config/config.ts';

export function propagatorOf({
  propagators,
  requestIds,
  requestIdAliases,
}: WaymarkConfig): TextMapPropagator {
  return propagatorFor([...propagators, ...(requestIds ? ['requestid'] : [])], {
    requestId: requestIdAliases === undefined ? {} : { aliases: requestIdAliases },
    more: (name) => loadChunk('propagators').formatFor(name),
  });
}

/**
 * What is registered, and so injects and extracts for upstream's instrumentations and the application: our own HTTP decides by
 * itself.
 */
export function guarded(
  propagator: TextMapPropagator,
  outbound: Outbound | undefined,
  trust: InboundPolicy | undefined,
): TextMapPropagator {
  if (outbound === undefined && trust === undefined) return propagator;
  const { InjectGuard, guardInbound } = loadChunk('boundary');
  const telling = outbound === undefined ? propagator : new InjectGuard(propagator, outbound);
  return trust === undefined ? telling : guardInbound(telling, trust);
}
