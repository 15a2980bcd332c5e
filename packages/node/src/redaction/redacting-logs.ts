/** In front of spans and exporters: both get a log record without its secrets, which is the record itself where it has none. */

import { type Context, diag } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { type Redactor, settledRecord } from '@waymark/redaction';

export class RedactingLogs implements LogRecordProcessor {
  /** As the SDK has it: absent where one of those behind takes whatever comes. */
  readonly enabled?: NonNullable<LogRecordProcessor['enabled']>;
  readonly #redactor: Redactor;
  readonly #onChange: () => void;
  readonly #next: readonly LogRecordProcessor[];

  /** @param onChange called when something was taken out */
  constructor(redactor: Redactor, onChange: () => void, next: readonly LogRecordProcessor[]) {
    this.#redactor = redactor;
    this.#onChange = onChange;
    this.#next = next;
    if (next.every(({ enabled }) => enabled !== undefined))
      this.enabled = (asked) => next.some((each) => each.enabled!(asked));
  }

  onEmit(record: ReadWriteLogRecord, context?: Context): void {
    let clean: ReadWriteLogRecord;
    try {
      // Nobody behind writes to it: a copy has no methods for that.
      clean = this.#redactor.logRecord(record) as ReadWriteLogRecord;
      if (clean !== record) this.#onChange();
      // Some that are behind encode it later, when the application may have put a secret where there was none.
      else clean = settledRecord(record) as ReadWriteLogRecord;
    } catch (error) {
      // Nothing leaves that was not looked at.
      diag.error('A log record could not be redacted, and is dropped', error);
      return;
    }
    for (const processor of this.#next) processor.onEmit(clean, context);
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.#next.map((each) => each.forceFlush()));
  }

  async shutdown(): Promise<void> {
    await Promise.all(this.#next.map((each) => each.shutdown()));
  }
}
