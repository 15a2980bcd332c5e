import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Attributes, type LogRecord, ROOT_CONTEXT } from '@opentelemetry/api';
import { RecordSink } from './record-sink.ts';

function emitted(attributes: Attributes): LogRecord {
  const records: LogRecord[] = [];
  const logger = { emit: (record: LogRecord) => records.push(record), enabled: () => true };
  const sink = new RecordSink({ enabled: true, logger: () => logger }, 'pino');
  sink.emit({ severityNumber: 9, severityText: 'info', body: 'b', attributes }, ROOT_CONTEXT, undefined);
  return records[0]!;
}

test('a line with a name by otel.event.name is an event of that name', () => {
  const { eventName, attributes } = emitted({ 'otel.event.name': 'cart.emptied', items: 2 });
  assert.equal(eventName, 'cart.emptied');
  assert.deepEqual(attributes, { items: 2 });
});

test('what is no name makes none, and a line without one is no event', () => {
  assert.equal(emitted({ 'otel.event.name': 7 }).eventName, undefined);
  assert.equal(emitted({ items: 2 }).eventName, undefined);
});
