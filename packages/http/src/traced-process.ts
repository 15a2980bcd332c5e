/** For tests: this process traced by this package alone, its ended spans kept in memory. */
import http from 'node:http';
import https from 'node:https';
import { context, propagation, trace } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { propagatorFor } from '@waymark/propagation';
import {
  AlwaysOnSampler,
  type IdSampler,
  WaymarkContextManager,
  WaymarkTracerProvider,
} from '@waymark/tracing';
import { type HttpOptions, httpPatches, subscribeFetch } from './index.ts';
import { describeSpans, SpanMemory } from './span-memory.ts';

export interface TracedProcess {
  /** Lines that the instrumentation warned with; tests expect none. */
  readonly warnings: string[];
  /** Spans that were started and have not ended. */
  readonly open: () => number;
  /** Waits for `count` ended spans and hands them out; fails on more. */
  take(count: number): Promise<ReadableSpan[]>;
  /** Hands out the spans that have ended by now. */
  takeAll(): ReadableSpan[];
  /** For what is patched beside. */
  readonly options: HttpOptions;
}

export function traceThisProcess({
  requestIds = true,
  responseHeaders = undefined as HttpOptions['responseHeaders'],
  sampler = new AlwaysOnSampler() as IdSampler,
  passThrough = false,
  ignoreIncoming = undefined as HttpOptions['ignoreIncoming'],
  trust = undefined as HttpOptions['trust'],
  hooks = undefined as HttpOptions['hooks'],
  fetchHooks = undefined as HttpOptions['fetchHooks'],
  metrics = undefined as HttpOptions['metrics'],
  requestLog = undefined as HttpOptions['requestLog'],
} = {}): TracedProcess {
  const memory = new SpanMemory();
  const provider = new WaymarkTracerProvider({
    resource: emptyResource(),
    sampler,
    processors: [memory],
    passThrough,
  });
  const contextManager = new WaymarkContextManager();
  const propagator = propagatorFor(requestIds ? ['tracecontext', 'requestid'] : ['tracecontext']);
  context.setGlobalContextManager(contextManager);
  trace.setGlobalTracerProvider(provider);
  propagation.setGlobalPropagator(propagator);
  const warnings: string[] = [];
  const warn = (line: string) => warnings.push(line);
  const options: HttpOptions = {
    tracer: provider.getTracer('@waymark/http'),
    contextManager,
    propagator,
    requestIds,
    responseHeaders,
    ignoreIncoming,
    trust,
    hooks,
    fetchHooks,
    metrics,
    requestLog,
    warn,
  };
  const [httpPatch, httpsPatch] = httpPatches(options);
  httpPatch!.patch(http);
  httpsPatch!.patch(https);
  subscribeFetch(options);
  return {
    warnings,
    open: () => memory.started - memory.total,
    take: (count) => take(memory, count),
    takeAll: () => memory.ended.splice(0),
    options,
  };
}

async function take(memory: SpanMemory, count: number): Promise<ReadableSpan[]> {
  const deadline = Date.now() + 3000;
  while (memory.ended.length < count && Date.now() < deadline) await turn();
  // One more span would come within the same few turns of the event loop as the last that was expected.
  for (let turns = 0; turns < 4; turns++) await turn();
  const spans = memory.ended;
  memory.ended = [];
  if (spans.length !== count)
    throw new Error(`expected ${count} spans, got ${spans.length}:\n${describeSpans(spans)}`);
  return spans;
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 2));

/** Listens on a free port of the loopback address. */
export async function listen(server: http.Server | https.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

/** Closes what keeps a test file alive. */
export function stop(server: http.Server | https.Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
