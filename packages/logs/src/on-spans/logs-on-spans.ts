/** Log records as events of the span they were written in, for backends that have no other place for logs. */
import {
  type Attributes,
  type Context,
  type HrTime,
  SeverityNumber,
  type Span,
  trace,
} from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { ATTR_EXCEPTION_STACKTRACE } from '../records/exception.ts';
import { ATTR_REQUEST_ID } from '../records/record-sink.ts';
import { releasedTo } from '../tail/releasing.ts';
import { makeRoom, putInPlace, type TimedEvent } from './event-order.ts';
import { keptSpan } from './kept-span.ts';

/** Longest text of an event's attribute, in UTF-16 units; what is longer is cut and ends in `...`. */
export const EVENT_TEXT_LIMIT = 4096;
/** The same for `exception.stacktrace`. */
export const EVENT_STACK_LIMIT = 16384;

/** On a span: how many lines were not put onto it, to keep its last event slots for errors. */
export const ATTR_DROPPED_LINES = 'waymark.log_events.dropped';

/** On an event of a line that was written in another span, which had ended when the line was let out. */
const ATTR_SPAN_ID = 'span_id';
/** What `WAYMARK_LOGS_ON_SPANS` takes. */
export const LOGS_ON_SPANS_VALUES = ['off', 'events', 'trace', 'debug', 'info', 'warn', 'error'] as const;

export interface LogsOnSpansOptions {
  /** Least severity of a line; `events` takes records with an event name only, as they are. */
  minimum: SeverityNumber | 'events';
  /** OTEL_SPAN_EVENT_COUNT_LIMIT. @default 128 */
  eventCountLimit?: number;
}

const MINIMUMS: Readonly<Record<string, SeverityNumber | 'events' | 'off'>> = {
  off: 'off',
  events: 'events',
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};

/**
 * Reads `WAYMARK_LOGS_ON_SPANS`, in any case. Unset or empty is `info`; undefined is returned for a value that is none of
 * `LOGS_ON_SPANS_VALUES`.
 */
export function logsOnSpansFrom(value: string | undefined): SeverityNumber | 'events' | 'off' | undefined {
  const name = value?.trim().toLowerCase();
  if (name === undefined || name === '') return SeverityNumber.INFO;
  return Object.hasOwn(MINIMUMS, name) ? MINIMUMS[name] : undefined;
}

/** What we read of an SDK span besides the API. */
interface SdkSpan extends Span {
  startTime?: [number, number];
  attributes?: Attributes;
  events?: readonly unknown[];
}

/**
 * Adds one event to the recording span of the context that the record was emitted in, when the record is that span's.
 * The record goes on to the other processors as it is. Never throws.
 *
 * The event is named by the record's event name, else `log`. Its attributes, in the order in which Zipkin and the viewer
 * show them: `message`, `log.severity`, `logger.name`, `exception.*`, then the record's others (the request id is
 * left out: the server span has it). With `minimum: 'events'`, they are the record's own, as the specification's bridge
 * of events to span events says (logs SDK, "Event to span event bridge").
 *
 * Lines that a tail lets out are added in the order of their times, below the level too; those whose span has ended to the
 * root of their request, with `span_id`.
 */
export class LogsOnSpansProcessor implements LogRecordProcessor {
  readonly #minimum: SeverityNumber | 'events';
  readonly #linesLimit: number;

  constructor(o: LogsOnSpansOptions) {
    this.#minimum = o.minimum;
    const limit = o.eventCountLimit ?? 128;
    // An eighth of the slots is kept for errors: a span that is full drops its oldest events or the newest.
    this.#linesLimit = limit - Math.floor(limit / 8);
  }

  onEmit(record: ReadWriteLogRecord, ctx?: Context): void {
    try {
      const span = ctx && (trace.getSpan(ctx) as SdkSpan | undefined);
      const root = releasedTo() as SdkSpan | undefined;
      // The specification's bridge of events knows the record's own span alone.
      if (root !== undefined && this.#minimum !== 'events') this.#addReleased(record, span, root);
      else if (span?.isRecording() && this.#takes(record) && belongs(record, span)) this.#add(record, span);
    } catch {
      // The record itself goes on its way.
    }
  }

  /** False where nothing would come of the record: lets the SDK skip it when this is its only processor. */
  enabled(o: { context: Context; severityNumber?: SeverityNumber; eventName?: string }): boolean {
    return trace.getSpan(o.context)?.isRecording() === true && this.#takes(o);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  #takes(record: { eventName?: string; severityNumber?: SeverityNumber }): boolean {
    if (record.eventName) return true;
    // Unspecified severity counts as information.
    return this.#minimum !== 'events' && (record.severityNumber || SeverityNumber.INFO) >= this.#minimum;
  }

  #add(record: ReadWriteLogRecord, span: SdkSpan): void {
    if (this.#minimum === 'events') {
      span.addEvent(record.eventName!, bridged(record.attributes), record.hrTime);
      return;
    }
    const isError = (record.severityNumber ?? 0) >= SeverityNumber.ERROR;
    if (!isError && eventsOf(span) >= this.#linesLimit) {
      countDropped(span);
      return;
    }
    addLine(span, record.eventName || 'log', described(record), eventTime(record, span), record);
  }

  /** A line that has waited, whatever its level: its request failed. Where its own span has ended, it is the root's. */
  #addReleased(record: ReadWriteLogRecord, span: SdkSpan | undefined, root: SdkSpan): void {
    const isOpen = span?.isRecording() === true && belongs(record, span);
    const target = isOpen ? span : root;
    if (!target.isRecording()) return;
    const time = eventTime(record, target);
    const isFull = eventsOf(target) >= this.#linesLimit;
    if (isFull) countDropped(target);
    if (isFull && !makeRoom(target.events, time)) return;
    const attributes = described(record);
    if (!isOpen) put(attributes, ATTR_SPAN_ID, record.spanContext?.spanId);
    target.addEvent(record.eventName || 'log', attributes, time);
    putInPlace(target.events as TimedEvent[] | undefined);
  }
}

function eventsOf(span: SdkSpan): number {
  const kept = keptSpan(span);
  return (kept === undefined ? span.events : kept.eventList)?.length ?? 0;
}

/** What was looked at as a record need not be looked at again when the span ends. */
function addLine(span: SdkSpan, name: string, attributes: Attributes, time: HrTime, record: object): void {
  const { judged } = record as { judged?: unknown };
  const isKept = keptSpan(span)?.keepEvent({ name, time, attributes, droppedAttributesCount: 0, judged });
  if (isKept !== true) span.addEvent(name, attributes, time);
}

function countDropped(span: SdkSpan): void {
  span.setAttribute(ATTR_DROPPED_LINES, Number(span.attributes?.[ATTR_DROPPED_LINES] ?? 0) + 1);
}

function belongs(record: ReadWriteLogRecord, span: Span): boolean {
  const own = span.spanContext();
  return record.spanContext?.spanId === own.spanId && record.spanContext.traceId === own.traceId;
}

/** In one pass, since every line of a request comes through here. */
function described(record: ReadWriteLogRecord): Attributes {
  const { attributes } = record;
  const event: Attributes = {};
  put(event, 'message', record.body);
  put(event, 'log.severity', severityName(record));
  put(event, 'logger.name', attributes['logger.name'] ?? record.instrumentationScope.name);
  const names = Object.keys(attributes);
  for (const name of names) if (isOfException(name)) put(event, name, attributes[name]);
  for (const name of names)
    if (name !== ATTR_REQUEST_ID && name !== 'logger.name' && !isOfException(name))
      put(event, name, attributes[name]);
  return event;
}

/** Looks at one character of most names. */
function isOfException(name: string): boolean {
  return name.charCodeAt(9) === DOT && name.startsWith('exception.');
}
const DOT = 46;

/**
 * One word a level for all loggers (logs/data-model.md#displaying-severity), so that a search for it finds every logger's
 * lines: the logger's own words differ (`error`, `err`, `crit`; `log` for `console.log`) and stay on the record.
 */
function severityName({ severityNumber = 0, severityText }: ReadWriteLogRecord): string | undefined {
  return SEVERITY_NAMES[Math.ceil(severityNumber / 4) - 1] ?? severityText;
}
const SEVERITY_NAMES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** All attributes, in full, as the specification asks; span events have no deep ones, which are JSON. */
function bridged(attributes: Attributes): Attributes {
  const event: Attributes = {};
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value === undefined || value === null) continue;
    event[name] = typeof value !== 'object' || isFlat(value) ? value : JSON.stringify(value);
  }
  return event;
}

function isFlat(value: object): boolean {
  if (!Array.isArray(value)) return false;
  const type = typeof value[0];
  return type !== 'object' && value.every((item) => typeof item === type);
}

/** As span events have attributes: primitives and arrays of one kind; deeper values become JSON. */
function put(event: Attributes, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  const limit = name === ATTR_EXCEPTION_STACKTRACE ? EVENT_STACK_LIMIT : EVENT_TEXT_LIMIT;
  event[name] = eventValue(value, limit);
}

function eventValue(value: unknown, limit: number): unknown {
  if (typeof value === 'number' || typeof value === 'boolean' || isUniform(value)) return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= limit ? text : `${text.slice(0, limit - 3)}...`;
}

function isUniform(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > 64) return false;
  const type = typeof value[0];
  return (type === 'number' || type === 'boolean') && value.every((v) => typeof v === type);
}

/**
 * The record's time. Loggers tell whole milliseconds: a line of the span's first one is not before the span. An event's time is
 * what the application says that it is.
 */
function eventTime(record: ReadWriteLogRecord, { startTime }: SdkSpan): [number, number] {
  const time = record.hrTime as [number, number];
  if (startTime === undefined || record.eventName) return time;
  const isBefore = time[0] < startTime[0] || (time[0] === startTime[0] && time[1] < startTime[1]);
  return isBefore ? startTime : time;
}
