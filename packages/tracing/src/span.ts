/**
 * The span that records: the API's `Span` for the app, `ReadableSpan` for processors and encoders.
 *
 * It means what `@opentelemetry/sdk-trace`'s span means. What differs is how it is kept: times are doubles,
 * arrays and the status exist once they are used, and an attribute is checked by one `typeof`.
 */
import {
  type Attributes,
  diag,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { anyValue, cleanAttributes, isKey, simpleValue, truncate, warnInvalid } from './attributes.ts';
import { clock } from './clock.ts';
import { EXCEPTION_EVENT, exceptionAttributes } from './exception.ts';
import { type KeptEvent, shown } from './kept-event.ts';
import { merged, type SharedAttributes } from './shared-attributes.ts';
import { describeSpan, inspectSpan } from './span-description.ts';
import { type SpanLimits, UNLIMITED } from './span-limits.ts';
import { epochMs, hrTime, isHrTime, isTimeInput } from './time-input.ts';
import type { SpanHome } from './tracer.ts';

/**
 * How many attributes a span is taken to start with, so that nobody counts them on the hot path. Writes are
 * counted from here; only when that count reaches the limit are the attributes counted in truth.
 */
const ASSUMED_ATTRIBUTES = 64;

/** Shared with encoders that do not import this package; versioned, as what they then read. */
const GENUINE_SPAN = Symbol.for('waymark.span.1');

export class RecordingSpan implements Span, ReadableSpan {
  name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext: SpanContext | undefined;
  /** Those that this span has alone. All of them are {@link attributes}, unless nothing is shared. */
  own: Attributes;
  /** Attributes that other spans have as well, for as long as nobody asked for {@link attributes}. */
  shared: SharedAttributes | undefined;
  /** More of them; only together with `shared`. */
  alsoShared: SharedAttributes | undefined;
  /** Milliseconds since the epoch. */
  readonly startMs: number;
  /** Milliseconds since the epoch; NaN while the span is open. */
  endMs: number;
  ended: boolean;
  droppedAttributesCount: number;
  droppedEventsCount: number;
  droppedLinksCount: number;

  private readonly context: SpanContext;
  private readonly home: SpanHome;
  /** The clock's anchor at the start, also used at the end: a wall clock that is set does not stretch the span. */
  private readonly anchor: number;
  private attributeWrites: number;
  /** Whether somebody has {@link events}, and may change them. */
  private showsEvents: boolean;
  /** The ids once more, for encoders that want no digits: the span's at `idAt`, a root's trace id in the 16 before, if so many are. */
  idBytes: Uint8Array | undefined;
  idAt: number;
  /** {@link status}, {@link events} and {@link links} as they are kept: undefined while there is nothing to keep. */
  statusSet: SpanStatus | undefined;
  eventList: KeptEvent[] | undefined;
  linkList: Link[] | undefined;
  /** Only what this constructor made has it. */
  readonly #genuine = true;

  /**
   * For tracers, which run the processors' `onStart` afterwards. `attributes` and `links` are kept, not copied.
   * @param startMs Milliseconds since the epoch. @default now
   */
  constructor(
    home: SpanHome,
    context: SpanContext,
    parent: SpanContext | undefined,
    kind: SpanKind,
    name: string,
    attributes: Attributes,
    links: Link[] | undefined,
    startMs: number | undefined,
  ) {
    this.name = name;
    this.kind = kind;
    this.parentSpanContext = parent;
    this.own = attributes;
    this.shared = undefined;
    this.alsoShared = undefined;
    // Once a trace's part in this process the wall clock is consulted; its other spans follow the same anchor.
    const now =
      parent === undefined || parent.isRemote === true ? clock.now() : clock.anchor + clock.monotonic();
    this.startMs = startMs ?? now;
    this.endMs = Number.NaN;
    this.ended = false;
    this.droppedAttributesCount = 0;
    this.droppedEventsCount = 0;
    this.droppedLinksCount = 0;
    this.context = context;
    this.home = home;
    this.anchor = clock.anchor;
    this.attributeWrites = ASSUMED_ATTRIBUTES;
    this.showsEvents = false;
    this.idBytes = undefined;
    this.idAt = 0;
    this.statusSet = undefined;
    this.eventList = undefined;
    this.linkList = links;
  }

  /** All of them, in an object of this span's own that processors may change. Made when it is first asked for. */
  get attributes(): Attributes {
    if (this.shared !== undefined) this.unshare();
    return this.own;
  }

  /** Upstream's is a plain property, which processors may replace. */
  set attributes(attributes: Attributes) {
    this.own = attributes;
    this.shared = undefined;
    this.alsoShared = undefined;
  }

  /**
   * For encoders: this span, to be read as it is kept. Undefined of whatever stands in for one (a proxy, an object that
   * inherits from it): its properties may say something else.
   */
  [GENUINE_SPAN](): this | undefined {
    return #genuine in this ? this : undefined;
  }

  spanContext(): SpanContext {
    return this.context;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: unknown): this {
    if (this.ended) return this.refuse('setAttribute');
    if (value === undefined) return this;
    const kept = anyValue(value, this.home.limits.attributeValueLengthLimit);
    if (kept !== undefined && isKey(key)) this.store(key, kept);
    else warnInvalid(key);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (this.ended) return this.refuse('setAttributes');
    for (const key in attributes) if (Object.hasOwn(attributes, key)) this.setAttribute(key, attributes[key]);
    return this;
  }

  /** `setAttribute` for our own instrumentations: key and value are known to be valid, and are not copied. */
  putTrusted(key: string, value: unknown): void {
    if (this.ended) return;
    const maxLength = this.home.limits.attributeValueLengthLimit;
    this.store(key, typeof value === 'string' ? truncate(value, maxLength) : value);
  }

  /**
   * For our own instrumentations: puts `shared` in the place of `alsoShared`. Returns false, and does nothing, when that
   * cannot be: the attributes are one object by now, or somebody set one of these.
   */
  shareInstead(shared: SharedAttributes): boolean {
    if (this.shared === undefined || this.ended) return false;
    if (this.attributeWrites > ASSUMED_ATTRIBUTES)
      for (const key in shared.values) if (key in this.own) return false;
    this.alsoShared = shared;
    return true;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.ended) return this.refuse('addEvent');
    const limits = this.home.limits;
    if (!this.makeRoomForEvent(limits.eventCountLimit)) return this;
    const timeFirst = isTimeInput(attributesOrTime);
    const at = isTimeInput(time) ? time : timeFirst ? attributesOrTime : undefined;
    this.eventList ??= [];
    this.eventList.push(
      timedEvent(name, this.hrTimeOf(at), timeFirst ? undefined : attributesOrTime, limits),
    );
    return this;
  }

  /**
   * For our own processors: an event whose attributes are valid, made for it, and nobody else's. Returns false, and does
   * nothing, when that cannot be: the event has to be cut, or somebody sees the span's events.
   */
  keepEvent(event: KeptEvent): boolean {
    const { attributeValueLengthLimit, attributePerEventCountLimit, eventCountLimit } = this.home.limits;
    if (this.ended || this.showsEvents || attributeValueLengthLimit < UNLIMITED) return false;
    if (Object.keys(event.attributes ?? {}).length > attributePerEventCountLimit) return false;
    if (!this.makeRoomForEvent(eventCountLimit)) return true;
    this.eventList ??= [];
    this.eventList.push(event);
    return true;
  }

  /** What says nothing (no name, code or message) is not recorded. Does not set the status. */
  recordException(exception: Exception, time?: TimeInput): void {
    const attributes = exceptionAttributes(exception);
    if (attributes !== undefined) this.addEvent(EXCEPTION_EVENT, attributes, time);
    else diag.warn('An exception was not recorded: it has neither code, name nor message');
  }

  addLink(link: Link): this {
    if (this.ended) return this.refuse('addLink');
    const limits = this.home.limits;
    const links = this.links;
    while (links.length > 0 && links.length >= limits.linkCountLimit) {
      links.shift();
      this.droppedLinksCount++;
    }
    if (limits.linkCountLimit === 0) this.droppedLinksCount++;
    else links.push(cleanLink(link, limits));
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  /** OK is final, UNSET is ignored, and only an ERROR keeps its message (trace/api.md, "Set Status"). */
  setStatus(status: SpanStatus): this {
    if (this.ended) return this.refuse('setStatus');
    const code = status?.code;
    if (code !== SpanStatusCode.OK && code !== SpanStatusCode.ERROR) return this;
    if (this.statusSet?.code === SpanStatusCode.OK) return this;
    const hasMessage = code === SpanStatusCode.ERROR && typeof status.message === 'string';
    this.statusSet = hasMessage ? { code, message: status.message } : { code };
    return this;
  }

  updateName(name: string): this {
    if (this.ended) return this.refuse('updateName');
    this.name = String(name);
    return this;
  }

  /** Runs the processors' `onEnding`, in which the span can still be changed, then their `onEnd`. Only once. */
  end(endTime?: TimeInput): void {
    if (this.ended) {
      this.refuse('end');
      return;
    }
    const given = endTime === undefined ? undefined : epochMs(endTime, this.anchor);
    const endMs = given ?? this.anchor + clock.monotonic();
    this.endMs = Math.max(endMs, this.startMs);
    if (endMs < this.startMs)
      diag.warn(`Span ${JSON.stringify(this.name)} ended before it started: its duration is set to 0`);
    const { processor } = this.home;
    processor.onEnding(this);
    this.ended = true;
    processor.onEnd(this);
  }

  get status(): SpanStatus {
    this.statusSet ??= { code: SpanStatusCode.UNSET };
    return this.statusSet;
  }

  get events(): TimedEvent[] {
    if (!this.showsEvents) {
      this.showsEvents = true;
      this.eventList = this.eventList?.map(shown) ?? [];
    }
    return this.eventList!;
  }

  get links(): Link[] {
    this.linkList ??= [];
    return this.linkList;
  }

  get startTime(): HrTime {
    return hrTime(this.startMs);
  }

  /** `[0, 0]` while the span is open, as upstream. */
  get endTime(): HrTime {
    return Number.isNaN(this.endMs) ? [0, 0] : hrTime(this.endMs);
  }

  /** `[-1, -1]` while the span is open, as upstream. */
  get duration(): HrTime {
    return Number.isNaN(this.endMs) ? [-1, -1] : hrTime(this.endMs - this.startMs);
  }

  get resource(): ReadableSpan['resource'] {
    return this.home.resource;
  }

  get instrumentationScope(): ReadableSpan['instrumentationScope'] {
    return this.home.instrumentationScope;
  }

  /** An app that logs a span sees the span, not the pipeline behind it. */
  toJSON(): object {
    return describeSpan(this);
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth: number, options: object, inspect: unknown): unknown {
    return inspectSpan(this, depth, options, inspect);
  }

  private store(key: string, value: unknown): void {
    if (this.attributeWrites >= this.home.limits.attributeCountLimit && !this.hasRoomFor(key)) return;
    this.attributeWrites++;
    if (this.shared !== undefined && this.isShared(key)) this.unshare();
    this.own[key] = value;
  }

  private isShared(key: string): boolean {
    return key in this.shared!.values || (this.alsoShared !== undefined && key in this.alsoShared.values);
  }

  private unshare(): void {
    this.own = merged(this.shared, this.alsoShared, this.own);
    this.shared = undefined;
    this.alsoShared = undefined;
  }

  private hasRoomFor(key: string): boolean {
    this.attributeWrites = Object.keys(this.attributes).length;
    if (this.attributeWrites < this.home.limits.attributeCountLimit) return true;
    if (Object.hasOwn(this.attributes, key)) return true;
    this.droppedAttributesCount++;
    return false;
  }

  /** The oldest event makes room, but exceptions outlive other events. RATIONALE.md says why. */
  private makeRoomForEvent(limit: number): boolean {
    const events = this.eventList;
    if (events === undefined ? limit > 0 : events.length < limit) return true;
    this.droppedEventsCount++;
    if (events === undefined || limit === 0) return false;
    const oldest = events.findIndex((event) => event.name !== EXCEPTION_EVENT);
    events.splice(Math.max(0, oldest), 1);
    return true;
  }

  private hrTimeOf(time: TimeInput | undefined): HrTime {
    if (isHrTime(time)) return time;
    return hrTime(epochMs(time, this.anchor) ?? this.anchor + clock.monotonic());
  }

  private refuse(operation: string): this {
    const { traceId, spanId } = this.context;
    diag.warn(`${operation}() was ignored: span ${JSON.stringify(this.name)} ${traceId}-${spanId} has ended`);
    return this;
  }
}

/** A link as a span keeps it: its attributes valid and within the limits. */
export function cleanLink(link: Link, limits: SpanLimits): Link {
  if (link.attributes === undefined) return { context: link.context };
  const { attributePerLinkCountLimit, attributeValueLengthLimit } = limits;
  const clean = cleanAttributes(
    link.attributes,
    attributePerLinkCountLimit,
    attributeValueLengthLimit,
    anyValue,
  );
  return { context: link.context, attributes: clean.attributes, droppedAttributesCount: clean.dropped };
}

function timedEvent(
  name: string,
  time: HrTime,
  attributes: Attributes | undefined,
  limits: SpanLimits,
): TimedEvent {
  if (attributes === undefined) return { name, time };
  const { attributePerEventCountLimit, attributeValueLengthLimit } = limits;
  const clean = cleanAttributes(
    attributes,
    attributePerEventCountLimit,
    attributeValueLengthLimit,
    simpleValue,
  );
  return { name, time, attributes: clean.attributes, droppedAttributesCount: clean.dropped };
}
