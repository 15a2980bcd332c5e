/**
 * Tells a viewer of requests that still run. It has said that it wants to know (`waymark-viewer: pending=1` in an answer to
 * OTLP); ARCHITECTURE.md, "What a viewer is told besides", has the protocol.
 */

import { context, ROOT_CONTEXT, TraceFlags } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { type Destination, HttpTransport, type Transport } from '@waymark/delivery';
import { clearInterval, now, setInterval } from '@waymark/delivery/builtins';
import { encodeTraces } from '@waymark/otlp';
import type { TracesConfig } from '../config/signal-config.ts';
import type { LazyRedaction } from '../redaction/lazy-redaction.ts';

/** How often is looked. */
const LOOK_MS = 500;
/** Requests that end sooner are nobody's news. */
const YOUNG_MS = 500;
/** So often it is said again that a span runs; the viewer forgets it after three times as long. */
const AGAIN_MS = 5000;
/** A look costs no request more than these take to encode, a millisecond or two. */
const MOST_AT_ONCE = 100;
/** Spans that start beyond these are not watched. */
const MOST_WATCHED = 10_000;

/** What takes a processor later than the others. */
export interface LateProcessors {
  addProcessor(processor: SpanProcessor): void;
}

const told = new WeakMap<LateProcessors, PendingSpans>();

/**
 * For each answer of a viewer that was asked at `destination`: begins to watch, or goes on when the viewer was away. Not for one
 * that gets no spans, only log records or metrics, nor over gRPC.
 */
export function tellOfPending(
  destination: Destination,
  traces: TracesConfig,
  tracers: LateProcessors,
  redaction: LazyRedaction,
): void {
  if (destination.protocol === 'grpc' || !getsSpans(pendingUrl(destination.url), traces)) return;
  let pending = told.get(tracers);
  if (pending === undefined) {
    pending = new PendingSpans(destination, redaction);
    told.set(tracers, pending);
    tracers.addProcessor(pending);
  }
  pending.resume();
}

/** Beside the paths of the signals: `http://localhost:4318/v1/waymark/pending`. */
function pendingUrl(signalUrl: string): string {
  return new URL('waymark/pending', signalUrl).href;
}

function getsSpans(url: string, { exporters, otlp, also = [] }: TracesConfig): boolean {
  const isOtlp = exporters.some((name) => name === 'otlp' || name === 'jaeger' || name === 'viewer');
  return (isOtlp && pendingUrl(otlp.url) === url) || also.some((other) => getsSpans(url, other));
}

/** Watches the spans at which traces enter this process, and says which of them take long. */
class PendingSpans implements SpanProcessor {
  readonly #transport: Transport;
  readonly #redaction: LazyRedaction;
  /** Each with when it was told of, or 0. By start. */
  readonly #open = new Map<Span, Watched>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #isSending = false;
  #isOver = false;

  constructor(destination: Destination, redaction: LazyRedaction) {
    this.#transport = new HttpTransport({
      ...destination,
      url: pendingUrl(destination.url),
      contentType: 'application/x-protobuf',
      compression: 'none',
    });
    this.#redaction = redaction;
  }

  resume(): void {
    if (this.#timer !== undefined || this.#isOver) return;
    // What goes wrong here is no affair of the application's.
    const look = () => void this.#look().catch(() => this.#stop());
    this.#timer = context.with(suppressTracing(ROOT_CONTEXT), () => setInterval(look, LOOK_MS).unref());
  }

  onStart(span: Span): void {
    if (this.#timer === undefined || this.#open.size >= MOST_WATCHED) return;
    const { parentSpanContext: parent } = span as unknown as ReadableSpan;
    // Some are recorded that are not sampled: for the log lines of a request, should it fail.
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (parent === undefined || parent.isRemote === true) this.#open.set(span, { since: now(), told: 0 });
  }

  /** Those that ended are found at the next look, which costs their end nothing. */
  onEnd(): void {}

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    this.#isOver = true;
    this.#stop();
    this.#transport.close();
    return Promise.resolve();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#open.clear();
  }

  async #look(): Promise<void> {
    // While it waits for a slow viewer none counts as told.
    const due = this.#due(this.#isSending ? 0 : MOST_AT_ONCE);
    if (due.length === 0) return;
    this.#isSending = true;
    const isTaken = await this.#send(due).catch(() => false);
    this.#isSending = false;
    // It is gone, or another one: whoever is there says in its next answer to OTLP whether to go on.
    if (!isTaken && !this.#isOver) this.#stop();
  }

  #due(most: number): Span[] {
    const at = now();
    const due: Span[] = [];
    for (const [span, watched] of this.#open) {
      if (!span.isRecording()) this.#open.delete(span);
      else if (due.length < most && isDue(watched, at)) {
        watched.told = at;
        due.push(span);
      }
    }
    return due;
  }

  async #send(spans: readonly Span[]): Promise<boolean> {
    const clean = withoutSecrets(spans.map(asItIs), this.#redaction);
    const { status } = await this.#transport.post(encodeTraces(clean), undefined);
    return status === 200;
  }
}

interface Watched {
  readonly since: number;
  told: number;
}

function isDue({ since, told }: Watched, at: number): boolean {
  return at - since >= YOUNG_MS && (told === 0 || at - told >= AGAIN_MS);
}

/** A copy, since what looks into a span that runs may change how it keeps what is still to come. Without its events, most of which are log lines. */
function asItIs(span: Span): ReadableSpan {
  const readable = span as unknown as ReadableSpan;
  const spanContext = span.spanContext();
  return {
    name: readable.name,
    kind: readable.kind,
    spanContext: () => spanContext,
    parentSpanContext: readable.parentSpanContext,
    startTime: readable.startTime,
    endTime: [0, 0],
    duration: [0, 0],
    ended: false,
    status: { ...readable.status },
    attributes: { ...readable.attributes },
    events: [],
    links: [...readable.links],
    resource: readable.resource,
    instrumentationScope: readable.instrumentationScope,
    droppedAttributesCount: readable.droppedAttributesCount,
    droppedEventsCount: 0,
    droppedLinksCount: readable.droppedLinksCount,
  };
}

/** By the stage that ended spans pass. */
function withoutSecrets(spans: readonly ReadableSpan[], redaction: LazyRedaction): ReadableSpan[] {
  const clean: ReadableSpan[] = [];
  const collect: SpanProcessor = {
    onStart() {},
    onEnd: (span) => void clean.push(span),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const stage = redaction.get()?.spans([collect]) ?? collect;
  for (const span of spans) stage.onEnd(span);
  return clean;
}
