import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogJson } from '../../../src/asking/waymark/shapes.ts';
import { interleaved, type SpanEvent } from './moments.ts';

const attributes = (values: Record<string, string>) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));

const log = (at: number, text: string, more: Partial<LogJson> = {}): LogJson => ({
  id: String(at),
  timeUnixNano: String(at),
  service: 'web',
  severityNumber: 9,
  severityText: 'info',
  body: { stringValue: text },
  spanId: 's1',
  scope: 'pino',
  attributes: [],
  ...more,
});

const event = (at: number, name: string, values: Record<string, string> = {}, spanId = 's1'): SpanEvent => ({
  spanId,
  event: { timeUnixNano: String(at), name, attributes: attributes(values), droppedAttributesCount: 0 },
});

const told = (logs: LogJson[], events: SpanEvent[]) =>
  interleaved(logs, events).map(
    (moment) => `${moment.at} ${moment.kind} ${moment.severityText} ${moment.text}`,
  );

test('logs and events stand in one list by time', () => {
  assert.deepEqual(
    told(
      [log(30, 'later'), log(10, 'first', { severityNumber: 17 })],
      [event(20, 'exception', { 'exception.type': 'Error', 'exception.message': 'no' }), event(40, 'retry')],
    ),
    ['10 log ERROR first', '20 event ERROR Error: no', '30 log INFO later', '40 event  retry'],
  );
});

test('an event that has its record is told once', () => {
  const line = { message: 'hello', 'log.severity': 'INFO' };
  assert.deepEqual(told([log(10, 'hello')], [event(11, 'log', line)]), ['10 log INFO hello']);
  assert.deepEqual(
    told([log(10, 'hello')], [event(10, 'log', line), event(12, 'log', line)]),
    ['10 log INFO hello', '12 event INFO hello'],
    'the same line twice is two lines',
  );
  assert.equal(told([log(10, 'hello')], [event(10, 'log', line, 's2')]).length, 2, 'of another span');
  assert.equal(told([], [event(10, 'log', line)]).length, 1, 'whose record has not arrived');
});

test('a line on the root that names the span it was written in is that span’s record', () => {
  const line = { message: 'hello', span_id: 's1' };
  assert.deepEqual(told([log(10, 'hello')], [event(10, 'log', line, 'root')]), ['10 log INFO hello']);
});

test('a record with an event name is the event of that name and time', () => {
  const record = log(10, '', { eventName: 'paid' });
  assert.equal(told([record], [event(10, 'paid')]).length, 1);
  assert.equal(told([record], [event(11, 'paid')]).length, 2);
});

test('a text that was cut in the event is still its record’s', () => {
  const long = 'x'.repeat(6000);
  assert.equal(told([log(1, long)], [event(1, 'log', { message: `${long.slice(0, 4093)}...` })]).length, 1);
});
