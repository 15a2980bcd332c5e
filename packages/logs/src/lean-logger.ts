/**
 * OpenTelemetry's logger on a lean path, for processors that only read records. The SDK tests each attribute with a WeakSet
 * of its own, and copies each record twice before it is one; whatever is not plain here is still the SDK's to do.
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
import { AddAttributeDecision, maybeAddAttribute, timeInputToHrTime } from '@opentelemetry/core';
import type {
  LogRecordLimits,
  LogRecordProcessor,
  ReadableLogRecord,
  ReadWriteLogRecord,
} from '@opentelemetry/sdk-logs';

export interface LeanLoggerOptions {
  /** The SDK's provider, with the same resource, processors and limits: for what is not plain. */
  readonly sdk: LoggerProvider;
  readonly resource: ReadableLogRecord['resource'];
  /** Of a record they may set attributes, and no more. */
  readonly processors: readonly LogRecordProcessor[];
  readonly limits: Required<LogRecordLimits>;
}

export class LeanLoggerProvider implements LoggerProvider {
  readonly #options: LeanLoggerOptions;

  constructor(options: LeanLoggerOptions) {
    this.#options = options;
  }

  getLogger(name: string, version?: string, options?: LoggerOptions): Logger {
    const whole = this.#options.sdk.getLogger(name, version, options);
    if (!name || options?.attributes !== undefined) return whole;
    return new LeanLogger(whole, { name, version, schemaUrl: options?.schemaUrl }, this.#options);
  }
}

type Scope = ReadableLogRecord['instrumentationScope'];

class LeanLogger implements Logger {
  readonly #whole: Logger;
  readonly #scope: Scope;
  readonly #options: LeanLoggerOptions;
  /** Whether there is a processor that takes every record, so that none has to be asked. */
  readonly #isAlwaysOn: boolean;

  constructor(whole: Logger, scope: Scope, options: LeanLoggerOptions) {
    this.#whole = whole;
    this.#scope = scope;
    this.#options = options;
    this.#isAlwaysOn = options.processors.some(({ enabled }) => enabled === undefined);
  }

  enabled(options?: { context?: Context; severityNumber?: SeverityNumber; eventName?: string }): boolean {
    return this.#whole.enabled(options);
  }

  emit(record: LogRecord): void {
    if (record.exception !== undefined && record.exception !== null) {
      this.#whole.emit(record);
      return;
    }
    const context = record.context || contextApi.active();
    if (!this.#isAlwaysOn && !this.#isWanted(record, context)) return;
    const lean = new LeanRecord(record, context, this.#scope, this.#options);
    // It has what processors of ours use.
    const given = lean as unknown as ReadWriteLogRecord;
    for (const processor of this.#options.processors) processor.onEmit(given, context);
  }

  #isWanted({ severityNumber, eventName }: LogRecord, context: Context): boolean {
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
  readonly attributes: Attributes = {};
  droppedAttributesCount = 0;
  readonly #observed: TimeInput;
  readonly #limits: Required<LogRecordLimits>;
  #count = 0;

  constructor(record: LogRecord, context: Context, scope: Scope, { resource, limits }: LeanLoggerOptions) {
    const { attributes } = record;
    const now = Date.now();
    this.resource = resource;
    this.instrumentationScope = scope;
    this.#observed = record.observedTimestamp ?? now;
    this.hrTime = timeInputToHrTime(record.timestamp ?? now);
    this.spanContext = validSpanContext(context);
    this.severityNumber = record.severityNumber;
    this.severityText = record.severityText;
    this.body = record.body;
    this.eventName = record.eventName;
    this.#limits = limits;
    if (attributes === undefined) return;
    for (const name of Object.keys(attributes)) this.setAttribute(name, attributes[name]);
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

  #isPlain(value: unknown): boolean {
    if (typeof value === 'string') return value.length <= this.#limits.attributeValueLengthLimit;
    return typeof value === 'number' || typeof value === 'boolean';
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

function validSpanContext(context: Context): SpanContext | undefined {
  const spanContext = trace.getSpanContext(context);
  return spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext : undefined;
}
