/** Redaction in front of exporters and processors of any OpenTelemetry SDK. */

import { type Context, diag } from '@opentelemetry/api';
import type {
  LogRecordExporter,
  LogRecordProcessor,
  ReadableLogRecord,
  ReadWriteLogRecord,
} from '@opentelemetry/sdk-logs';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { settledRecord } from '../records/redacted-record.ts';
import type { Redactor } from '../redactor.ts';

/** Hands spans without secrets to `exporter`. What the processors before it hold is not changed. */
export class RedactingSpanExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #redactor: Redactor;

  constructor(exporter: SpanExporter, redactor: Redactor) {
    this.#exporter = exporter;
    this.#redactor = redactor;
  }

  export(...[spans, done]: Parameters<SpanExporter['export']>): void {
    this.#exporter.export(
      eachReadable(spans, (span) => this.#redactor.span(span)),
      done,
    );
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }
}

/** Hands log records without secrets to `exporter`. */
export class RedactingLogRecordExporter implements LogRecordExporter {
  readonly #exporter: LogRecordExporter;
  readonly #redactor: Redactor;

  constructor(exporter: LogRecordExporter, redactor: Redactor) {
    this.#exporter = exporter;
    this.#redactor = redactor;
  }

  export(...[records, done]: Parameters<LogRecordExporter['export']>): void {
    this.#exporter.export(
      eachReadable(records, (record) => this.#redactor.logRecord(record)),
      done,
    );
  }

  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }
}

/** Hands each record without its secrets to `next`, and leaves the record itself to the processors beside it. */
export class RedactingLogRecordProcessor implements LogRecordProcessor {
  readonly #next: LogRecordProcessor;
  readonly #redactor: Redactor;
  /** Those that wait for a batch are encoded when the application may have changed what it logged. */
  readonly #settled = (record: ReadableLogRecord): ReadableLogRecord => {
    const clean = this.#redactor.logRecord(record);
    return clean === record ? settledRecord(record) : clean;
  };

  constructor(next: LogRecordProcessor, redactor: Redactor) {
    this.#next = next;
    this.#redactor = redactor;
  }

  onEmit(record: ReadWriteLogRecord, context?: Context): void {
    // A copy has what processors may call on a record.
    const clean = readable<ReadableLogRecord>(record, this.#settled) as ReadWriteLogRecord | undefined;
    if (clean !== undefined) this.#next.onEmit(clean, context);
  }

  enabled(asked: Parameters<NonNullable<LogRecordProcessor['enabled']>>[0]): boolean {
    return this.#next.enabled?.(asked) ?? true;
  }

  forceFlush(...options: Parameters<LogRecordProcessor['forceFlush']>): Promise<void> {
    return this.#next.forceFlush(...options);
  }

  shutdown(): Promise<void> {
    return this.#next.shutdown();
  }
}

function eachReadable<T>(list: readonly T[], redact: (item: T) => T): T[] {
  return list.map((item) => readable(item, redact)).filter((item) => item !== undefined);
}

/** What throws at whoever reads it costs itself alone: nothing leaves that was not looked at, and all others do. */
function readable<T>(item: T, redact: (item: T) => T): T | undefined {
  try {
    return redact(item);
  } catch (error) {
    diag.error('A span or log record could not be redacted, and is dropped', error);
    return undefined;
  }
}
