/**
 * OpenTelemetry's loggers on a lean path, for processors that only read records. The SDK tests each attribute with a WeakSet
 * of its own, and copies each record twice before it is one. RATIONALE.md tells what that is worth.
 */

import {
  type Attributes,
  type Context,
  context as contextApi,
  diag,
  type HrTime,
  isSpanContextValid,
  type Logger,
  type LoggerOptions,
  type LoggerProvider,
  type LogRecord,
  type SeverityNumber,
  type SpanContext,
  type TimeInput,
  trace,
} from '@opentelemetry/api';
import {
  AddAttributeDecision,
  cleanSimpleAttributes,
  maybeAddAttribute,
  timeInputToHrTime,
} from '@opentelemetry/core';
import type {
  LogRecordLimits,
  LogRecordProcessor,
  ReadableLogRecord,
  ReadWriteLogRecord,
} from '@opentelemetry/sdk-logs';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from './exception.ts';

export interface LeanLoggerOptions {
  readonly resource: ReadableLogRecord['resource'];
  /** Of a record they may set attributes, and no more. */
  readonly processors: readonly LogRecordProcessor[];
  readonly limits: Required<LogRecordLimits>;
}

/**
 * A record whose attributes were made for it: plain data without a value that OpenTelemetry has no type for, and nobody else's.
 * Those of adapters are; what an application emits is copied.
 */
export interface OwnLogRecord extends LogRecord {
  readonly isOwn?: boolean;
}

type Scope = ReadableLogRecord['instrumentationScope'];
type Asked = { context?: Context; severityNumber?: SeverityNumber; eventName?: string };

export class LeanLoggerProvider implements LoggerProvider {
  readonly #options: LeanLoggerOptions;
  /** Whoever asks for the same logger again gets it: exporters keep what they know of a scope by its object. */
  readonly #loggers = new Map<string, Logger>();

  constructor(options: LeanLoggerOptions) {
    this.#options = options;
  }

  getLogger(name: string, version?: string, options?: LoggerOptions): Logger {
    if (!name) diag.warn('Logger requested without instrumentation scope name.');
    const { schemaUrl, attributes } = options ?? {};
    // What is left of them is what JSON can tell.
    const kept = cleanSimpleAttributes(attributes, this.#options.limits);
    const key = JSON.stringify([name, version, schemaUrl, kept.attributes]);
    let logger = this.#loggers.get(key);
    if (logger === undefined) {
      logger = new LeanLogger({ name: name || 'unknown', version, schemaUrl, ...kept }, this.#options);
      this.#loggers.set(key, logger);
    }
    return logger;
  }
}

class LeanLogger implements Logger {
  readonly #scope: Scope;
  readonly #options: LeanLoggerOptions;
  /** Whether there is a processor that takes every record, so that none has to be asked. */
  readonly #isAlwaysOn: boolean;

  constructor(scope: Scope, options: LeanLoggerOptions) {
    this.#scope = scope;
    this.#options = options;
    this.#isAlwaysOn = options.processors.some(({ enabled }) => enabled === undefined);
  }

  enabled(asked: Asked = {}): boolean {
    return this.#isAlwaysOn || this.#isWanted(asked, asked.context || contextApi.active());
  }

  emit(record: OwnLogRecord): void {
    const context = record.context || contextApi.active();
    if (!this.#isAlwaysOn && !this.#isWanted(record, context)) return;
    const lean = new LeanRecord(record, context, this.#scope, this.#options);
    // It has what processors of ours use.
    const given = lean as unknown as ReadWriteLogRecord;
    for (const processor of this.#options.processors) processor.onEmit(given, context);
  }

  #isWanted({ severityNumber, eventName }: Asked, context: Context): boolean {
    const asked = { context, instrumentationScope: this.#scope, severityNumber, eventName };
    for (const processor of this.#options.processors) if (processor.enabled?.(asked)) return true;
    return false;
  }
}

class LeanRecord implements ReadableLogRecord {
  readonly resource: ReadableLogRecord['resource'];
  readonly instrumentationScope: Scope;
  readonly hrTime: HrTime;
  readonly spanContext: SpanContext | undefined;
  readonly severityNumber: SeverityNumber | undefined;
  readonly severityText: string | undefined;
  readonly body: ReadableLogRecord['body'];
  readonly eventName: string | undefined;
  readonly attributes: Attributes;
  droppedAttributesCount = 0;
  /** For whoever looks for secrets, and nobody else: who found that there are none. */
  judged: unknown = undefined;
  readonly #observed: TimeInput;
  readonly #limits: Required<LogRecordLimits>;
  #count = 0;

  constructor(record: OwnLogRecord, context: Context, scope: Scope, { resource, limits }: LeanLoggerOptions) {
    const { attributes } = record;
    this.resource = resource;
    this.instrumentationScope = scope;
    const { timestamp, observedTimestamp } = record;
    // An adapter's line is observed when it is written: that clock need not be asked, and its time converted, twice.
    const now = record.isOwn === true && typeof timestamp === 'number' ? timestamp : Date.now();
    // What an app gives is read here, where the record can still do without.
    this.hrTime = hrTimeOf(timestamp ?? now, now);
    const given = observedTimestamp == null ? undefined : hrTimeOf(observedTimestamp, now);
    this.#observed = given ?? (now === timestamp ? this.hrTime : now);
    this.spanContext = validSpanContext(context);
    this.severityNumber = record.severityNumber;
    this.severityText = record.severityText;
    this.body = record.body;
    this.eventName = record.eventName;
    this.#limits = limits;
    const isTaken = record.isOwn === true && attributes !== undefined && this.#takes(attributes);
    this.attributes = isTaken ? attributes : {};
    // The SDK throws where there is null, which JavaScript may well hand over.
    if (!isTaken && attributes !== undefined && attributes !== null)
      for (const name of Object.keys(attributes)) this.setAttribute(name, attributes[name]);
    if (record.exception !== undefined && record.exception !== null) this.#addException(record.exception);
  }

  /** Made when it is asked for: those that go onto a span alone have no use for it. */
  get hrTimeObserved(): HrTime {
    return timeInputToHrTime(this.#observed);
  }

  setAttribute(key: string, value: Attributes[string]): this {
    if (this.#count < this.#limits.attributeCountLimit && key !== '' && this.#isPlain(value)) {
      if (!Object.hasOwn(this.attributes, key)) this.#count++;
      this.attributes[key] = value;
    } else {
      this.#addBySdk(key, value);
    }
    return this;
  }

  /** Whether attributes that were made for the record are within the limits as they are. */
  #takes(attributes: Attributes): boolean {
    const { attributeCountLimit, attributeValueLengthLimit } = this.#limits;
    if (attributeValueLengthLimit !== Number.POSITIVE_INFINITY) return false;
    let count = 0;
    for (const name in attributes) if (name === '' || ++count > attributeCountLimit) return false;
    this.#count = count;
    return true;
  }

  #isPlain(value: unknown): boolean {
    if (typeof value === 'string') return value.length <= this.#limits.attributeValueLengthLimit;
    return typeof value === 'number' || typeof value === 'boolean';
  }

  /** Beside attributes of these names that the record has itself. */
  #addException(exception: unknown): void {
    const thrown = thrownOf(exception);
    let isRead = false;
    for (const [name, read] of EXCEPTION_ATTRIBUTES) {
      try {
        const value = read(thrown);
        if (value === undefined) continue;
        isRead = true;
        if (!Object.hasOwn(this.attributes, name)) this.setAttribute(name, value);
      } catch {
        // A getter of the app's: what it throws must not take the place of what the app wants to tell.
      }
    }
    if (!isRead) diag.warn(`Failed to record an exception, which is a ${typeof exception}`);
  }

  /** Deep values, long ones, and what is too much. */
  #addBySdk(key: string, value: Attributes[string]): void {
    const decision = maybeAddAttribute({
      key,
      value,
      attributes: this.attributes,
      limits: this.#limits,
      currentAttributesCount: this.#count,
    });
    if (decision === AddAttributeDecision.ADD_NEW) this.#count++;
    if (decision === AddAttributeDecision.DROP_LIMIT_REACHED && ++this.droppedAttributesCount === 1)
      diag.warn('Dropping extra attributes.');
  }
}

type Thrown = Partial<NodeJS.ErrnoException>;

/** What an exception is in attributes, as the SDK reads it: each is asked for by itself, since anything may be thrown. */
const EXCEPTION_ATTRIBUTES: readonly (readonly [
  name: string,
  read: (thrown: Thrown) => Attributes[string],
])[] = [
  [ATTR_EXCEPTION_TYPE, ({ code, name }) => (code ? String(code) : name || undefined)],
  [ATTR_EXCEPTION_MESSAGE, ({ message }) => message || undefined],
  [ATTR_EXCEPTION_STACKTRACE, ({ stack }) => stack || undefined],
];

/** The exception as an object that has what it tells. */
function thrownOf(exception: unknown): Thrown {
  if (typeof exception === 'string' || typeof exception === 'number') return { message: String(exception) };
  return typeof exception === 'object' && exception !== null ? exception : {};
}

/** A time as an app gives it, which may be none: the SDK throws at some of these, and has NaN of others. */
function hrTimeOf(time: TimeInput, now: number): HrTime {
  try {
    const hrTime = timeInputToHrTime(time);
    if (Number.isFinite(hrTime[0]) && Number.isFinite(hrTime[1])) return hrTime;
  } catch {
    // Neither a number, nor a date, nor a pair.
  }
  return timeInputToHrTime(now);
}

// Records come several in a row of one context; that of the last is held until the next, one context at most.
let lastContext: Context | undefined;
let lastSpanContext: SpanContext | undefined;

function validSpanContext(context: Context): SpanContext | undefined {
  if (context === lastContext) return lastSpanContext;
  const spanContext = trace.getSpanContext(context);
  lastSpanContext = spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext : undefined;
  lastContext = context;
  return lastSpanContext;
}
