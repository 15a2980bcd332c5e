/** The provider: one resource, one sampler, one set of limits and processors for all tracers. */
import type { Sampler, TracerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { type IdGenerator, RandomIdGenerator } from './random-ids.ts';
import { AlwaysOnSampler, ParentBasedSampler } from './samplers.ts';
import { type SpanLimits, spanLimits } from './span-limits.ts';
import { SpanProcessors } from './span-processors.ts';
import { type Pipeline, WaymarkTracer } from './tracer.ts';

export interface TracerProviderOptions {
  /** Describes this process; on every span. */
  resource: Resource;
  /** @default parent-based, always on at the root */
  sampler?: Sampler;
  /** @default random ids from the system's entropy */
  idGenerator?: IdGenerator;
  /** @default the specification's */
  limits?: Partial<SpanLimits>;
  /** Called in this order. What one throws reaches neither the app nor the others. */
  processors: SpanProcessor[];
  /**
   * Nobody reads spans: none is made, and a trace that comes in goes on as it came, with its parent's own span id and flags.
   * What starts here has ids, since request ids are made of them, and is not sampled.
   * @default false
   */
  passThrough?: boolean;
  /**
   * Whether traces that begin here say that their ids are random, if they are (W3C Trace Context level 2, random-trace-id flag).
   * Those that came keep what they say in any case. RATIONALE.md tells who drops a `traceparent` with it.
   * @default false
   */
  randomFlag?: boolean;
}

/** Tracers are kept by name, which applications choose; past this many each call makes its own. */
const MAX_TRACERS = 1000;

export class WaymarkTracerProvider implements TracerProvider {
  private readonly pipeline: Pipeline;
  private readonly tracers = new Map<string, WaymarkTracer>();
  private stopping: Promise<void> | undefined;

  constructor(options: TracerProviderOptions) {
    this.pipeline = {
      resource: options.resource,
      sampler: options.sampler ?? new ParentBasedSampler({ root: new AlwaysOnSampler() }),
      ids: options.idGenerator ?? new RandomIdGenerator(),
      limits: spanLimits(options.limits),
      processor: new SpanProcessors(options.processors),
      passThrough: options.passThrough ?? false,
      randomFlag: options.randomFlag ?? false,
      stopped: false,
    };
  }

  /** The same name, version and schema URL give the same tracer. */
  getTracer(name: string, version?: string, options?: { schemaUrl?: string }): WaymarkTracer {
    const schemaUrl = options?.schemaUrl;
    const key = `${name}\n${version ?? ''}\n${schemaUrl ?? ''}`;
    let tracer = this.tracers.get(key);
    if (tracer === undefined) {
      tracer = new WaymarkTracer({ name, version, schemaUrl }, this.pipeline);
      if (this.tracers.size < MAX_TRACERS) this.tracers.set(key, tracer);
    }
    return tracer;
  }

  /** For who comes later: it is told of spans that start from now on, behind the others. */
  addProcessor(processor: SpanProcessor): void {
    this.pipeline.processor.add(processor);
  }

  /**
   * Asks every processor to hand over what it holds. Resolves when all have settled, and never rejects: a
   * processor's failure is a diagnostic. There is no time limit here; whoever cannot wait sets one.
   */
  forceFlush(): Promise<void> {
    return this.pipeline.processor.forceFlush();
  }

  /** Stops recording, then shuts down every processor, once. Resolves and never rejects, as `forceFlush`. */
  shutdown(): Promise<void> {
    this.pipeline.stopped = true;
    this.stopping ??= this.pipeline.processor.shutdown();
    return this.stopping;
  }
}
