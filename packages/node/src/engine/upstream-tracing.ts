/** The tracing of `WAYMARK_ENGINE=upstream`: upstream's provider, samplers and context manager, with our propagator. */

import { type ContextManager, metrics, ProxyTracerProvider } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { Resource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { setTimeout } from '@waymark/delivery/builtins';
import { ClaimLinks, guardInbound, InboundPolicy, InjectGuard, Outbound } from '@waymark/propagation';
import { type IdGenerator, SpanProcessors } from '@waymark/tracing';
import type { WaymarkConfig } from '../config/config.ts';
import { destinationsOf } from '../config/signal-config.ts';
import type { ExportPipeline } from '../exporting/export-pipeline.ts';
import { tailedSampler, tailedSpans } from '../logging/tail-stages.ts';
import { redactedSpans } from '../redaction/late-stages.ts';
import type { LazyRedaction } from '../redaction/lazy-redaction.ts';
import { deciding } from '../tracing/deciding-sampler.ts';
import { inboundTrustOf, withClaimLinks } from '../tracing/inbound-trust.ts';
import { outboundOf } from '../tracing/outbound.ts';
import { propagatorOf } from '../tracing/propagator.ts';
import { withRequestIds } from '../tracing/request-id-on-spans.ts';
import { idsByFormat } from '../tracing/request-ids.ts';
import { ruled } from '../tracing/ruled-sampler.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { watchedByViewer } from '../tracing/watched-by-viewer.ts';
import type { StartOptions } from '../types.ts';
import { FlaggingTracerProvider } from './random-trace-ids.ts';
import { knownRequest } from './upstream-requests.ts';
import { upstreamSampler } from './upstream-sampler.ts';

export function upstreamContextManager(): ContextManager {
  return new AsyncLocalStorageContextManager().enable();
}

export function upstreamTracing(
  config: WaymarkConfig,
  options: StartOptions,
  resource: Resource,
  pipeline: ExportPipeline,
  redaction: LazyRedaction,
): Tracing {
  const own = (options.spanProcessors ?? []) as unknown as SpanProcessor[];
  const exporting = destinationsOf(config.traces).flatMap((each) => pipeline.spanProcessors(each));
  const leaving = tailedSpans(config, redactedSpans(redaction, exporting));
  const processors = withRequestIds(config, [...own, ...leaving]);
  const { idGenerator, release } = idsByFormat(config, options);
  const outbound = outboundOf(config, options, resource, (of) => new Outbound(of));
  const telling = outbound ?? new Outbound({});
  const guard = new InjectGuard(propagatorOf(config), telling, knownRequest(telling));
  const trust = inboundTrustOf(config, options, (of) => new InboundPolicy(of));
  // As one, which keeps the application from what a processor throws.
  const all = new SpanProcessors(withClaimLinks(trust, processors, () => new ClaimLinks()));
  const tracers = { addProcessor: (processor: SpanProcessor) => all.add(processor) };
  watchedByViewer(config, pipeline, tracers, redaction);
  return {
    resource,
    provider: providerOf(config, options, resource, idGenerator, processors.length === 0 ? [] : [all]),
    propagator: trust === undefined ? guard : guardInbound(guard, trust),
    outbound,
    trust,
    // Upstream's spans and log records take their times from here too.
    now: () => Date.now(),
    warmUp() {},
    async flushProcessors(timeoutMillis) {
      const flushed = Promise.allSettled(own.map(async (processor) => processor.forceFlush()));
      await Promise.race([flushed, new Promise((resolve) => setTimeout(resolve, timeoutMillis).unref())]);
    },
    release,
  };
}

function providerOf(
  config: WaymarkConfig,
  options: StartOptions,
  resource: Resource,
  idGenerator: IdGenerator | undefined,
  processors: readonly SpanProcessor[],
): Tracing['provider'] {
  // As upstream's register has it: spans that nobody reads are not made.
  if (processors.length === 0) return Object.assign(new ProxyTracerProvider(), { shutdown: async () => {} });
  const base = options.sampler ?? upstreamSampler(config.sampler);
  const sdk = {
    resource,
    sampler: tailedSampler(config, deciding(config, ruled(config, base))),
    spanLimits: config.spanLimits,
    idGenerator,
    meterProvider: config.metrics.ofTheSdk ? metrics.getMeterProvider() : undefined,
    spanProcessors: [...processors],
  };
  return new FlaggingTracerProvider(sdk, config.randomFlag);
}
