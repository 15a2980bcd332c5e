/** In front of spans and exporters: both get a log record without its secrets, which is the record itself where it has none. */

import { type Context, diag } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { type Redactor, settledRecord } from '@waymark/redaction';

/** What a stage does with a record; late-stages.ts has the rest of it. */
export class RedactingLogs implements Pick<LogRecordProcessor, 'onEmit'> {
  readonly #redactor: Redactor;
  readonly #onChange: () => void;
  readonly #next: readonly LogRecordProcessor[];

  /** @param onChange called when something was taken out */
  constructor(redactor: Redactor, onChange: () => void, next: readonly LogRecordProcessor[]) {
    this.#redactor = redactor;
    this.#onChange = onChange;
    this.#next = next;
  }

  onEmit(record: ReadWriteLogRecord, context?: Context): void {
    let clean: ReadWriteLogRecord;
    try {
      // A copy has what processors may call on a record.
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
}
