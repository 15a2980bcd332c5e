/** The tracer provider and all that a span passes from its start to the exporters. */

import type { Sampler, TextMapPropagator, TracerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { setTimeout } from '@waymark/delivery/builtins';
import type { InboundPolicy, Outbound } from '@waymark/propagation';
import { clock, WaymarkTracerProvider } from '@waymark/tracing';
import { loadChunk } from '../chunks/load.ts';
import type { WaymarkConfig } from '../config/config.ts';
import { destinationsOf } from '../config/signal-config.ts';
import type { ExportPipeline } from '../exporting/export-pipeline.ts';
import { tailedSampler, tailedSpans } from '../logging/tail-stages.ts';
import { redactedSpans } from '../redaction/late-stages.ts';
import type { LazyRedaction } from '../redaction/lazy-redaction.ts';
import type { StartOptions } from '../types.ts';
import { deciding } from './deciding-sampler.ts';
import { inboundTrustOf, withClaimLinks } from './inbound-trust.ts';
import { outboundOf } from './outbound.ts';
import { guarded, propagatorOf } from './propagator.ts';
import { withRequestIds } from './request-id-on-spans.ts';
import { idsByFormat } from './request-ids.ts';
import { ruled } from './ruled-sampler.ts';
import { ownSampler } from './sampler.ts';
import { watchedByViewer } from './watched-by-viewer.ts';

/** What either engine gives. */
export interface Tracing {
  readonly provider: TracerProvider & { shutdown(): Promise<void> };
  /** On every span. */
  readonly resource: Resource;
  /** What is registered. */
  readonly propagator: TextMapPropagator;
  /** Whom to tell, where that is not everybody. */
  readonly outbound: Outbound | undefined;
  /** Whom to trust, where that is not everybody. */
  readonly trust: InboundPolicy | undefined;
  /** The spans' clock: milliseconds since the epoch, with fractions. */
  now(): number;
  /** Loads the exporters now, before a request needs them, and keeps `node:http` for them as it is. */
  warmUp(): void;
  /** Flushes the application's own processors, within `timeoutMillis`. Never rejects. */
  flushProcessors(timeoutMillis: number): Promise<void>;
  /** Takes back what it has set for the whole process. */
  release(): void;
}

/** The tracing of our own engine. */
export interface OwnTracing extends Tracing {
  readonly provider: WaymarkTracerProvider;
  /** For our own HTTP, which knows who asks and who is asked. */
  readonly ownPropagator: TextMapPropagator;
}

export function tracing(
  config: WaymarkConfig,
  options: StartOptions,
  resource: Resource,
  pipeline: ExportPipeline,
  redaction: LazyRedaction,
): OwnTracing {
  const exporting = destinationsOf(config.traces).flatMap((each) => pipeline.spanProcessors(each));
  const own = (options.spanProcessors ?? []) as unknown as SpanProcessor[];
  // The application's processors come first: they may still change the span that is then encoded.
  const leaving = tailedSpans(config, redactedSpans(redaction, exporting));
  const processors = withRequestIds(config, [...own, ...leaving]);
  const { idGenerator, release } = idsByFormat(config, options);
  const ownPropagator = propagatorOf(config);
  const outbound = outboundOf(config, options, resource, (of) => new (loadChunk('boundary').Outbound)(of));
  const trust = inboundTrustOf(config, options, (of) => new (loadChunk('boundary').InboundPolicy)(of));
  const provider = new WaymarkTracerProvider({
    resource,
    sampler: samplerOf(config, options),
    limits: config.spanLimits,
    idGenerator,
    randomFlag: config.randomFlag,
    processors: withClaimLinks(trust, processors, () => new (loadChunk('boundary').ClaimLinks)()),
    // Spans that nobody reads would put ids into other services' traces that no trace store has.
    passThrough: processors.length === 0,
  });
  watchedByViewer(config, pipeline, provider, redaction);
  return {
    resource,
    provider,
    propagator: guarded(ownPropagator, outbound, trust),
    ownPropagator,
    outbound,
    trust,
    now: () => clock.now(),
    warmUp() {
      for (const processor of exporting) processor.warmUp();
      redaction.soon();
      pipeline.keepHttp();
    },
    async flushProcessors(timeoutMillis) {
      const flushed = Promise.allSettled(own.map(async (processor) => processor.forceFlush()));
      await Promise.race([flushed, new Promise((resolve) => setTimeout(resolve, timeoutMillis).unref())]);
    },
    release,
  };
}

/** A sampler from code stands in for that of the environment; the rules of the environment stand before either. */
function samplerOf(config: WaymarkConfig, options: StartOptions): Sampler {
  const base = options.sampler ?? ownSampler(config.sampler);
  return tailedSampler(config, deciding(config, ruled(config, base)));
}
