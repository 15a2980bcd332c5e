/** Starts spans: by the API's rules for everybody, and by a short way for our own instrumentations. */
import {
  type Attributes,
  type Context,
  context as contextApi,
  diag,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  type Link,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  type TraceState,
  trace,
} from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { anyValue, cleanAttributes, truncate } from './attributes.ts';
import { clock } from './clock.ts';
import { isSuppressed } from './context.ts';
import { type IdGenerator, type RandomIdGenerator, withBytes } from './random-ids.ts';
import type { IdSampler } from './samplers.ts';
import { type AttributeSource, merged } from './shared-attributes.ts';
import { cleanLink, RecordingSpan } from './span.ts';
import { type SpanLimits, UNLIMITED } from './span-limits.ts';
import type { SpanProcessors } from './span-processors.ts';
import { epochMs } from './time-input.ts';

/** What all tracers of one provider share. */
export interface Pipeline {
  readonly resource: ReadableSpan['resource'];
  readonly sampler: Sampler;
  readonly ids: IdGenerator;
  readonly limits: SpanLimits;
  readonly processor: SpanProcessors;
  /** No span is made; parents are carried on. */
  readonly passThrough: boolean;
  /** Whether traces that begin here say that their ids are random. */
  readonly randomFlag: boolean;
  /** After shutdown: no span records any more. */
  stopped: boolean;
}

/** What a span looks up in the tracer that started it. */
export interface SpanHome {
  readonly resource: ReadableSpan['resource'];
  readonly limits: SpanLimits;
  readonly processor: SpanProcessors;
  readonly instrumentationScope: ReadableSpan['instrumentationScope'];
}

/** A span about to start: all that is known before the sampler has spoken. */
interface SpanStart {
  readonly kind: SpanKind;
  readonly name: string;
  readonly parent: SpanContext | undefined;
  readonly traceId: string;
  readonly attributes: Attributes;
  /** Attributes that were not kept. */
  readonly dropped: number;
  readonly links: Link[] | undefined;
  /** Milliseconds since the epoch; `undefined` is now. */
  readonly startMs?: number | undefined;
}

const NO_LINKS: Link[] = [];
const SPAN_ID_BYTES = 8;
/** The flag of W3C Trace Context level 2, which a trace keeps as it began. The API has no name for it. */
const RANDOM_TRACE_ID = 0x02;

export class WaymarkTracer implements Tracer, SpanHome {
  readonly instrumentationScope: ReadableSpan['instrumentationScope'];
  readonly resource: ReadableSpan['resource'];
  readonly limits: SpanLimits;
  readonly processor: SpanProcessors;
  private readonly pipeline: Pipeline;
  private readonly ids: IdGenerator;
  /** The generator again, if the bytes that it keeps are those of its ids. */
  private readonly randomIds: RandomIdGenerator | undefined;
  /** Flags of traces that begin here, but for the sampler's. */
  private readonly rootFlags: number;
  private readonly sampler: Sampler;
  /** The sampler again, if it decides by ids alone: then nothing is collected for spans that it refuses. */
  private readonly idSampler: IdSampler | undefined;

  constructor(scope: ReadableSpan['instrumentationScope'], pipeline: Pipeline) {
    this.instrumentationScope = scope;
    this.pipeline = pipeline;
    this.resource = pipeline.resource;
    this.limits = pipeline.limits;
    this.processor = pipeline.processor;
    this.ids = pipeline.ids;
    this.randomIds = withBytes(pipeline.ids);
    const isRandom = this.randomIds !== undefined || pipeline.ids.hasRandomTraceIds === true;
    this.rootFlags = pipeline.randomFlag && isRandom ? RANDOM_TRACE_ID : TraceFlags.NONE;
    this.sampler = pipeline.sampler;
    this.idSampler = 'decide' in pipeline.sampler ? (pipeline.sampler as IdSampler) : undefined;
  }

  /**
   * The hot path of our own instrumentations.
   *
   * @param parent The parent, already known to be valid; `undefined` starts a trace. It must be the one in
   *   `context`, which processors and samplers of the app's own look into.
   * @param attributes Valid attributes in an object that the span may keep: not checked, not copied, not
   *   counted; strings are cut if a length limit is set.
   * @param links Kept as they are.
   * @returns A {@link RecordingSpan}, or a span that records nothing and still propagates.
   */
  startTrusted(
    kind: SpanKind,
    name: string,
    parent: SpanContext | undefined,
    context: Context,
    attributes: Attributes,
    links?: Link[],
  ): Span {
    if (this.pipeline.stopped || isSuppressed(context)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    if (this.pipeline.passThrough) return this.carriedOn(parent);
    if (this.limits.attributeValueLengthLimit !== UNLIMITED) this.cutStrings(attributes);
    const traceId = parent === undefined ? this.ids.generateTraceId() : parent.traceId;
    if (this.idSampler === undefined) {
      return this.startAsked({ kind, name, parent, traceId, attributes, dropped: 0, links }, context);
    }
    const decision = this.idSampler.decide(parent, traceId, context);
    const spanContext = this.spanContextFor(decision, traceId, parent, parent?.traceState);
    if (decision === SamplingDecision.NOT_RECORD) return trace.wrapSpanContext(spanContext);
    const span = new RecordingSpan(this, spanContext, parent, kind, name, attributes, links, undefined);
    this.processor.onStart(span, context);
    return span;
  }

  /**
   * {@link startTrusted} for spans whose attributes cost something to make, and are partly those of other spans: what the
   * sampler refuses by ids alone costs two ids, and where there are no spans nothing is asked for.
   */
  startFrom(
    kind: SpanKind,
    name: string,
    parent: SpanContext | undefined,
    context: Context,
    source: AttributeSource,
  ): Span {
    if (this.pipeline.stopped || isSuppressed(context)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    if (this.pipeline.passThrough) return this.carriedOn(parent);
    const { idSampler } = this;
    if (idSampler === undefined || this.limits.attributeValueLengthLimit !== UNLIMITED) {
      const own = source.ownAttributes();
      const attributes = merged(source.shared, source.alsoShared, own);
      return this.startTrusted(kind, name, parent, context, attributes);
    }
    const traceId = parent === undefined ? this.ids.generateTraceId() : parent.traceId;
    const decision = idSampler.decide(parent, traceId, context);
    const spanContext = this.spanContextFor(decision, traceId, parent, parent?.traceState);
    if (decision === SamplingDecision.NOT_RECORD) return trace.wrapSpanContext(spanContext);
    const { randomIds } = this;
    const idEnd = randomIds?.end ?? 0;
    const idBytes = randomIds?.bytes;
    // From here on the application's code may run, and take ids of its own.
    const own = source.ownAttributes();
    const span = new RecordingSpan(this, spanContext, parent, kind, name, own, undefined, undefined);
    span.idBytes = idBytes;
    span.idAt = idEnd - SPAN_ID_BYTES;
    span.shared = source.shared;
    span.alsoShared = source.alsoShared;
    this.processor.onStart(span, context);
    return span;
  }

  startSpan(name: string, options: SpanOptions = {}, context: Context = contextApi.active()): Span {
    if (this.pipeline.stopped || isSuppressed(context)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const parentContext = options.root ? trace.deleteSpan(context) : context;
    const parent = validParent(parentContext);
    if (this.pipeline.passThrough) return this.carriedOn(parent);
    const traceId = parent === undefined ? this.ids.generateTraceId() : parent.traceId;
    const decision = this.idSampler?.decide(parent, traceId, parentContext);
    if (decision === SamplingDecision.NOT_RECORD) {
      return trace.wrapSpanContext(this.spanContextFor(decision, traceId, parent, parent?.traceState));
    }
    const start = this.requested(String(name), options, parent, traceId);
    return decision === undefined
      ? this.startAsked(start, parentContext)
      : this.begin(start, { decision }, parentContext);
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    context: Context,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan(name: string, ...rest: unknown[]): unknown {
    // Without a function there is nothing to do, and upstream, too, does nothing.
    if (rest.length === 0) return undefined;
    const fn = rest.at(-1) as (span: Span) => unknown;
    const options = rest.length > 1 ? (rest[0] as SpanOptions | undefined) : undefined;
    const parent = (rest.length > 2 ? (rest[1] as Context | undefined) : undefined) ?? contextApi.active();
    const span = this.startSpan(name, options ?? {}, parent);
    return contextApi.with(trace.setSpan(parent, span), fn, undefined, span);
  }

  /** Does now what the first span would otherwise wait for: loads the source of entropy. */
  prepare(): void {
    const ids: IdGenerator & { prepare?(): void } = this.ids;
    ids.prepare?.();
  }

  /** Ids of a trace that nobody records, for what is derived from them. */
  unsampledRoot(): SpanContext {
    return this.spanContextFor(SamplingDecision.NOT_RECORD, this.ids.generateTraceId(), undefined, undefined);
  }

  /** What the caller asked for, valid and within the limits. */
  private requested(
    name: string,
    options: SpanOptions,
    parent: SpanContext | undefined,
    traceId: string,
  ): SpanStart {
    const { attributeCountLimit, attributeValueLengthLimit } = this.limits;
    const clean = cleanAttributes(
      options.attributes,
      attributeCountLimit,
      attributeValueLengthLimit,
      anyValue,
    );
    const links = options.links?.map((link) => cleanLink(link, this.limits));
    const startMs = options.startTime === undefined ? undefined : epochMs(options.startTime, clock.anchor);
    const kind = options.kind ?? SpanKind.INTERNAL;
    return {
      kind,
      name,
      parent,
      traceId,
      attributes: clean.attributes,
      dropped: clean.dropped,
      links,
      startMs,
    };
  }

  /** Puts the full question to the sampler: its answer may add attributes and replace the trace state. */
  private startAsked(start: SpanStart, context: Context): Span {
    const { traceId, name, kind, attributes, links } = start;
    return this.begin(start, this.ask(context, traceId, name, kind, attributes, links ?? NO_LINKS), context);
  }

  private begin(start: SpanStart, result: SamplingResult, context: Context): Span {
    const { kind, name, parent, traceId, attributes, links, startMs } = start;
    const spanContext = this.spanContextFor(
      result.decision,
      traceId,
      parent,
      result.traceState ?? parent?.traceState,
    );
    if (result.decision === SamplingDecision.NOT_RECORD) return trace.wrapSpanContext(spanContext);
    const excess = Math.max(0, (links?.length ?? 0) - this.limits.linkCountLimit);
    const kept = excess > 0 ? links?.slice(excess) : links;
    const span = new RecordingSpan(this, spanContext, parent, kind, name, attributes, kept, startMs);
    span.droppedAttributesCount = start.dropped;
    span.droppedLinksCount = excess;
    if (result.attributes !== undefined) span.setAttributes(result.attributes);
    this.processor.onStart(span, context);
    return span;
  }

  /** A sampler that throws is the app's mistake; its spans are then not recorded, and its app runs on. */
  private ask(...question: Parameters<Sampler['shouldSample']>): SamplingResult {
    try {
      return this.sampler.shouldSample(...question);
    } catch (error) {
      diag.error('The sampler failed; the span is not recorded', error);
      return { decision: SamplingDecision.NOT_RECORD };
    }
  }

  private carriedOn(parent: SpanContext | undefined): Span {
    return trace.wrapSpanContext(parent ?? this.unsampledRoot());
  }

  private spanContextFor(
    decision: SamplingDecision,
    traceId: string,
    parent: SpanContext | undefined,
    traceState: TraceState | undefined,
  ): SpanContext {
    const sampled = decision === SamplingDecision.RECORD_AND_SAMPLED ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const traceFlags =
      sampled | (parent === undefined ? this.rootFlags : parent.traceFlags & RANDOM_TRACE_ID);
    return { traceId, spanId: this.ids.generateSpanId(), traceFlags, traceState };
  }

  private cutStrings(attributes: Attributes): void {
    const limit = this.limits.attributeValueLengthLimit;
    for (const key of Object.keys(attributes)) {
      const value = attributes[key];
      if (typeof value === 'string' && value.length > limit) attributes[key] = truncate(value, limit);
    }
  }
}

/** A span of ours has a valid context by construction; any other is checked. */
function validParent(context: Context): SpanContext | undefined {
  const span = trace.getSpan(context);
  if (span === undefined) return undefined;
  const spanContext = span.spanContext();
  return span instanceof RecordingSpan || isSpanContextValid(spanContext) ? spanContext : undefined;
}
