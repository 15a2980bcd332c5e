import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { context, SeverityNumber, type Span } from '@opentelemetry/api';
import { requestContext, TestTelemetry } from '../test-telemetry.ts';
import {
  ATTR_DROPPED_LINES,
  EVENT_TEXT_LIMIT,
  LogsOnSpansProcessor,
  logsOnSpansFrom,
} from './logs-on-spans.ts';

interface SeenSpan extends Span {
  events: { name: string; attributes: Record<string, unknown>; time: [number, number] }[];
  attributes: Record<string, unknown>;
  startTime: [number, number];
}

let telemetry: TestTelemetry;
let span: SeenSpan;
beforeEach(() => start(SeverityNumber.INFO));

function start(minimum: SeverityNumber | 'events', eventCountLimit?: number): void {
  telemetry = new TestTelemetry(new LogsOnSpansProcessor({ minimum, eventCountLimit }));
  span = telemetry.startSpan() as SeenSpan;
}

function emit(record: Parameters<TestTelemetry['emit']>[0]): void {
  context.with(requestContext(span), () => telemetry.emit(record, 'pino'));
}

test('reads WAYMARK_LOGS_ON_SPANS', () => {
  const table: [string | undefined, unknown][] = [
    [undefined, 9],
    ['', 9],
    ['off', 'off'],
    ['events', 'events'],
    ['trace', 1],
    ['debug', 5],
    ['Info', 9],
    [' warn ', 13],
    ['ERROR', 17],
    ['constructor', undefined],
    ['yes', undefined],
  ];
  for (const [value, read] of table) assert.equal(logsOnSpansFrom(value), read, String(value));
});

test('makes one event of a line, the message first', () => {
  emit({
    severityNumber: 17,
    severityText: 'error',
    body: 'card declined',
    attributes: {
      amount: 5,
      card: { brand: 'v', tags: ['a'] },
      codes: [1, 2],
      nothing: null,
      'http.request.id': 'r',
      'exception.type': 'DeclinedError',
    },
  });
  assert.equal(span.events.length, 1);
  assert.equal(span.events[0]?.name, 'log');
  assert.deepEqual(Object.entries(span.events[0]?.attributes ?? {}), [
    ['message', 'card declined'],
    ['log.severity', 'ERROR'],
    ['logger.name', 'pino'],
    ['exception.type', 'DeclinedError'],
    ['amount', 5],
    ['card', '{"brand":"v","tags":["a"]}'],
    ['codes', [1, 2]],
  ]);
  assert.equal(telemetry.records.length, 1, 'the record goes on');
  assert.equal(telemetry.records[0]?.attributes['http.request.id'], 'r');
});

test('leaves out lines below the minimum, and takes unspecified severity as information', () => {
  emit({ severityNumber: 5, body: 'debug' });
  assert.equal(span.events.length, 0);
  emit({ body: 'unknown' });
  assert.equal(span.events.length, 1);
});

test('names the event by the event name, whatever the severity', () => {
  emit({ severityNumber: 1, eventName: 'cache.miss', body: 'b', attributes: { key: 'k' } });
  assert.equal(span.events[0]?.name, 'cache.miss');
});

test('in mode events, takes named records only, with their own attributes only, in full', () => {
  start('events');
  const attributes = {
    key: 'k',
    long: 'l'.repeat(EVENT_TEXT_LIMIT + 1),
    tags: ['a', 'b'],
    codes: [1, 2],
    'http.request.id': 'r',
  };
  const timestamp: [number, number] = [1_700_000_000, 1];
  emit({ severityNumber: 21, body: 'line' });
  emit({ eventName: '', body: 'nameless' });
  const more = { deep: { a: [1] }, mixed: [1, 'a'], nothing: null };
  emit({ eventName: 'cache.miss', body: 'b', timestamp, attributes: { ...attributes, ...more } });
  assert.deepEqual(
    span.events.map(({ name, time, attributes: of }) => ({ name, time, attributes: { ...of } })),
    [
      {
        name: 'cache.miss',
        time: timestamp,
        attributes: { ...attributes, deep: '{"a":[1]}', mixed: '[1,"a"]' },
      },
    ],
  );
  assert.equal(telemetry.records.length, 3, 'all records go on');
  assert.equal(telemetry.records[2]?.body, 'b');
});

test('in mode events, each makes its event, as the specification asks, whatever the span drops for it', () => {
  start('events', 4);
  for (let i = 0; i < 6; i++) emit({ eventName: `e${i}` });
  assert.equal(span.attributes[ATTR_DROPPED_LINES], undefined);
  assert.equal(span.events.at(-1)?.name, 'e5');
});

test('the time of an event is the one that it was given, and so before its span, too', () => {
  const timestamp: [number, number] = [1_700_000_000, 1];
  emit({ eventName: 'queued', timestamp });
  assert.deepEqual(span.events[0]?.time, timestamp);
});

test('cuts long texts', () => {
  emit({ body: 'm'.repeat(EVENT_TEXT_LIMIT + 1), attributes: { 'exception.stacktrace': 's'.repeat(5000) } });
  const { message, 'exception.stacktrace': stack } = span.events[0]!.attributes;
  assert.equal(String(message).length, EVENT_TEXT_LIMIT);
  assert.ok(String(message).endsWith('m...'));
  assert.equal(String(stack).length, 5000);
});

test('adds nothing to a span that has ended, and nothing outside of one', () => {
  span.end();
  emit({ body: 'late' });
  telemetry.emit({ body: 'outside' });
  assert.equal(span.events.length, 0);
  assert.equal(telemetry.records.length, 2);
});

test('keeps the last slots of a span for errors, and counts what it leaves out', () => {
  start(SeverityNumber.INFO, 16);
  for (let i = 0; i < 20; i++) emit({ severityNumber: 9, body: `line ${i}` });
  emit({ severityNumber: 17, body: 'error' });
  assert.equal(span.events.length, 15);
  assert.equal(span.events[0]?.attributes['message'], 'line 0');
  assert.equal(span.events.at(-1)?.attributes['message'], 'error');
  assert.equal(span.attributes[ATTR_DROPPED_LINES], 6);
});

test('named ones leave the last slots to errors, too', () => {
  start(SeverityNumber.INFO, 16);
  for (let i = 0; i < 20; i++) emit({ eventName: 'cache.miss', severityNumber: 9 });
  emit({ eventName: 'cache.broken', severityNumber: 17 });
  assert.equal(span.events.length, 15);
  assert.equal(span.events.at(-1)?.name, 'cache.broken');
  assert.equal(span.attributes[ATTR_DROPPED_LINES], 6);
});

test('an event is not before its span, though loggers tell whole milliseconds', () => {
  emit({ body: 'x', timestamp: Math.floor(Date.now()) - 1 });
  assert.deepEqual(span.events[0]?.time, span.startTime);
});

test('never throws', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const processor = new LogsOnSpansProcessor({ minimum: SeverityNumber.INFO });
  const record = { body: circular, attributes: {}, spanContext: span.spanContext(), hrTime: [0, 0] };
  processor.onEmit(record as never, requestContext(span));
  processor.onEmit(undefined as never, requestContext(span));
  processor.onEmit(record as never, undefined);
  assert.equal(span.events.length, 0);
});

test('adds only the records of the span itself, while it records', () => {
  const added: string[] = [];
  const fake = (isRecording: boolean) =>
    Object.assign(Object.create(span), {
      isRecording: () => isRecording,
      addEvent: () => added.push('event'),
    });
  const processor = new LogsOnSpansProcessor({ minimum: SeverityNumber.INFO });
  const record = (spanId: string) => ({
    body: 'x',
    attributes: {},
    instrumentationScope: { name: 'test' },
    spanContext: { ...span.spanContext(), spanId },
    hrTime: [0, 0],
  });
  const own = record(span.spanContext().spanId) as never;
  processor.onEmit(own, requestContext(fake(false)));
  processor.onEmit(record('00f067aa0ba902b7') as never, requestContext(fake(true)));
  assert.deepEqual(added, []);
  processor.onEmit(own, requestContext(fake(true)));
  assert.deepEqual(added, ['event']);
});
