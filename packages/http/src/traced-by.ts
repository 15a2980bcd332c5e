/** For tests that compare: this process traced by ours or by upstream's instrumentations, and what came of it as text. */
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { HttpDurations } from './durations/http-durations.ts';
import { describeDurations } from './metric-memory.ts';
import { describeSpans, SpanMemory } from './span-memory.ts';
import { traceThisProcess } from './traced-process.ts';

class DeltaReader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

/** Returns what waits for all that is to end, and then takes the lines of spans and durations since the last time. */
export function traceBy(whom: string | undefined): () => Promise<string[]> {
  return whom === 'ours' ? traceByUs() : traceByUpstream();
}

function traceByUs() {
  const durations = new HttpDurations('trace_based');
  const measured = durations.reader('delta', { name: 'ours' });
  const traced = traceThisProcess({ metrics: durations });
  return async () => {
    await settle();
    return [...describeSpans(traced.takeAll()).split('\n'), ...describeDurations(measured())];
  };
}

function traceByUpstream() {
  const memory = new SpanMemory();
  const provider = new TracerProvider({ spanProcessors: [memory] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const reader = new DeltaReader({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
  registerInstrumentations({
    meterProvider: new MeterProvider({ readers: [reader] }),
    instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()],
  });
  return async () => {
    await settle();
    const { resourceMetrics } = await reader.collect();
    return [
      ...describeSpans(memory.ended.splice(0)).split('\n'),
      ...describeDurations(resourceMetrics.scopeMetrics),
    ];
  };
}

export const settle = () => new Promise((resolve) => setTimeout(resolve, 40));
