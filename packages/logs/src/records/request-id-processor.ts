/** The request id on records that none of our adapters made: the application's own, and those of upstream's instrumentations. */
import type { Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { requestIdOf } from '@waymark/propagation';
import { ATTR_REQUEST_ID } from './record-sink.ts';

/** Stands before processors that look at the record. Never throws. */
export class RequestIdProcessor implements LogRecordProcessor {
  onEmit(record: ReadWriteLogRecord, context?: Context): void {
    if (context === undefined || record.attributes[ATTR_REQUEST_ID] !== undefined) return;
    const id = requestIdOf(context);
    if (id !== undefined) record.setAttribute(ATTR_REQUEST_ID, id);
  }

  /** A record that nobody else wants is not made for its id. */
  enabled(): boolean {
    return false;
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
