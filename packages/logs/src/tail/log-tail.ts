/**
 * Lines below a level, kept until it is known whether their request fails, and then let out or dropped. The state that the
 * stage of log records and that of spans share.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, type Span, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Crowded, HeldLines, type Ring, TAIL_LIMITS, type TailLimits } from './held-lines.ts';
import { keptRecord } from './kept-record.ts';
import { isLocalRoot, isSampled, LocalRoots } from './local-roots.ts';
import { releasing } from './releasing.ts';
import { Rings } from './rings.ts';

/** On the first span of a request whose lines were let out, or that was kept for them: `error`, `slow` or `line`. */
export const ATTR_TAIL_RELEASED = 'waymark.log_tail.released';
/** On that span: how many of its lines had made room for others by then. */
export const ATTR_TAIL_DROPPED = 'waymark.log_tail.dropped';

/** Why a request's lines leave: it failed, it took too long, or it wrote a line of an error. */
export type ReleaseReason = 'error' | 'slow' | 'line';
/** Why lines do not: all was well, they made room, they are of no request, or the process ends. */
export type DropReason = 'fine' | Crowded | 'no_request' | 'end';

export interface LogTailOptions {
  readonly limits?: Partial<TailLimits>;
  /** Milliseconds from which on a request is slow; 0 is never. @default 0 */
  readonly slowMillis?: number;
  /** Told of lines that leave after all, and of those that are dropped. */
  onReleased?(reason: ReleaseReason, lines: number): void;
  onDropped?(reason: DropReason, lines: number): void;
}

type Emit = (record: ReadableLogRecord, ctx: Context) => void;

/** How often old lines are looked for, and requests that are slow and not over. */
const SWEEP_MS = 1000;
const SERVER_ERRORS_FROM = 500;

// As they were before an application or its tests put others in their place.
const { now } = Date;
const { setTimeout, clearTimeout } = globalThis;

export class LogTail {
  readonly roots = new LocalRoots();
  readonly #options: LogTailOptions;
  readonly #slowMillis: number;
  readonly #lines: HeldLines;
  readonly #rings = new Rings();
  /** Those that end now, and leave. */
  readonly #leaving = new Set<Span>();
  // A request often writes several lines in a row.
  #lastContext: Context | undefined;
  #lastRing: Ring | undefined;
  /** The timer is armed in a request, whose context it would keep. */
  readonly #outside = AsyncLocalStorage.snapshot();
  #timer: NodeJS.Timeout | undefined;
  #emit: Emit = () => {};
  #isStopped = false;

  constructor(options: LogTailOptions = {}) {
    this.#options = options;
    this.#slowMillis = options.slowMillis ?? 0;
    this.#lines = new HeldLines({ ...TAIL_LIMITS, ...options.limits }, (why) => this.#drop(why, 1));
  }

  /** Where lines go that are let out. */
  releaseTo(emit: Emit): void {
    this.#emit = emit;
  }

  /** What is kept now. */
  get held(): { readonly records: number; readonly bytes: number } {
    return this.#lines;
  }

  /** Whether a line that is written in this context would be kept. */
  takes(ctx: Context): boolean {
    return !this.#isStopped && this.roots.of(ctx) !== undefined;
  }

  /** Takes a line. It leaves at once where others of its request have left, and is dropped where there is no request. */
  keep(record: ReadableLogRecord, ctx: Context): void {
    const ring = this.#isStopped ? undefined : this.#ringIn(ctx);
    if (ring === undefined) {
      this.#drop(this.#isStopped ? 'end' : 'no_request', 1);
      return;
    }
    if (ring.reason !== undefined && !ring.isEnded) {
      this.#pass(ring, record, ctx);
      this.#options.onReleased?.(ring.reason as ReleaseReason, 1);
      return;
    }
    const kept = keptRecord(record);
    this.#lines.hold(ring, kept.record, ctx, kept.bytes, now());
    if (this.#timer === undefined) this.#outside(() => this.#arm());
  }

  /** The request has written a line of an error: what it has kept leaves, and what it writes until its end. */
  failed(ctx: Context): void {
    const ring = this.#isStopped ? undefined : this.#ringIn(ctx);
    if (ring !== undefined) this.#release(ring, 'line');
  }

  /** The span is about to end, and can still be given events. */
  ending(root: Span & ReadableSpan): void {
    if (this.#isStopped || !isLocalRoot(root)) return;
    let ring = this.#rings.get(root);
    const reason = ring?.reason ?? this.#reasonOf(root);
    if (reason !== undefined) {
      // Of a request that head sampling has dropped, the span leaves even if it has written nothing.
      if (!isSampled(root)) {
        ring ??= this.#rings.of(root);
        this.#leaving.add(root);
      }
      if (ring !== undefined) this.#finish(ring, reason as ReleaseReason);
    } else if (ring !== undefined) {
      this.#dropHeld(ring, 'fine');
    }
    // Work that goes on after its request is kept apart from it: it may be a timer that never stops.
    if (ring !== undefined) this.#rings.ended(ring);
    this.#lastContext = undefined;
    this.#lastRing = undefined;
  }

  /** Whether a span that has ended, and is not sampled, leaves with its lines. Asked once. */
  takeLeaving(root: Span): boolean {
    return this.#leaving.delete(root);
  }

  /** What is kept is dropped, and nothing is kept any more. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.dropAll();
  }

  /** What is kept is dropped: the process ends, and no request of it fails any more. */
  dropAll(): void {
    for (const ring of [...this.#lines.rings]) this.#dropHeld(ring, 'end');
  }

  #finish(ring: Ring, reason: ReleaseReason): void {
    this.#release(ring, reason);
    const { root } = ring;
    if (ring.released > 0 || !isSampled(root)) root.setAttribute(ATTR_TAIL_RELEASED, reason);
    if (ring.lost > 0) root.setAttribute(ATTR_TAIL_DROPPED, ring.lost);
  }

  #release(ring: Ring, reason: ReleaseReason): void {
    // What was written after the request is of no request: an error lets that out, and no more.
    if (!ring.isEnded) ring.reason ??= reason;
    const lines = this.#lines.take(ring);
    for (const { record, ctx } of lines) this.#pass(ring, record, ctx);
    if (lines.length > 0) this.#options.onReleased?.(reason, lines.length);
  }

  #pass(ring: Ring, record: ReadableLogRecord, ctx: Context): void {
    ring.released++;
    try {
      releasing(ring.root, () => this.#emit(record, ctx));
    } catch {
      // The others leave all the same.
    }
  }

  #dropHeld(ring: Ring, why: DropReason): void {
    const { length } = this.#lines.take(ring);
    if (length > 0) this.#drop(why, length);
  }

  #drop(why: DropReason, lines: number): void {
    this.#options.onDropped?.(why, lines);
  }

  #ringIn(ctx: Context): Ring | undefined {
    if (ctx === this.#lastContext) return this.#lastRing;
    const root = this.roots.of(ctx);
    this.#lastRing = root && this.#rings.of(root);
    this.#lastContext = ctx;
    return this.#lastRing;
  }

  #reasonOf(root: ReadableSpan): ReleaseReason | undefined {
    if (hasFailed(root)) return 'error';
    return this.#slowMillis > 0 && millisOf(root.duration) >= this.#slowMillis ? 'slow' : undefined;
  }

  #arm(): void {
    this.#timer = setTimeout(() => this.#sweep(), SWEEP_MS);
    this.#timer.unref();
  }

  #sweep(): void {
    this.#timer = undefined;
    const at = now();
    this.#lines.expire(at);
    if (this.#slowMillis > 0) {
      const since = at - this.#slowMillis;
      for (const ring of [...this.#lines.rings])
        if (!ring.isEnded && millisOf((ring.root as Span & ReadableSpan).startTime) <= since)
          this.#release(ring, 'slow');
    }
    if (this.#lines.records > 0) this.#arm();
  }
}

/** ERROR, or a status code that is one where the application has called the span fine. */
function hasFailed(span: ReadableSpan): boolean {
  const code = statusOf(span);
  if (code !== SpanStatusCode.OK) return code === SpanStatusCode.ERROR;
  return Number(span.attributes['http.response.status_code']) >= SERVER_ERRORS_FROM;
}

/** A span of our own says what was set without making a status that nobody set. */
function statusOf(span: ReadableSpan & { readonly statusSet?: ReadableSpan['status'] | undefined }) {
  return 'statusSet' in span ? span.statusSet?.code : span.status.code;
}

function millisOf([seconds, nanoseconds]: readonly [number, number]): number {
  return seconds * 1000 + nanoseconds / 1e6;
}
