import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { inspect } from 'node:util';
import { diag, type Exception, type HrTime, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { ROOT } from './context.ts';
import type { RecordingSpan } from './span.ts';
import type { SpanLimits } from './span-limits.ts';
import { WaymarkTracerProvider } from './tracer-provider.ts';

const warnings: string[] = [];
const ignore = () => {};
const logger = { error: ignore, info: ignore, debug: ignore, verbose: ignore };

beforeEach(() => {
  warnings.length = 0;
  diag.setLogger({ ...logger, warn: (message) => warnings.push(message) }, { suppressOverrideMessage: true });
});
afterEach(() => diag.disable());

function started(limits: Partial<SpanLimits> = {}): RecordingSpan {
  const resource = resourceFromAttributes({ 'service.name': 'test' });
  const provider = new WaymarkTracerProvider({ resource, limits, processors: [] });
  return provider.getTracer('test').startSpan('work', {}, ROOT) as RecordingSpan;
}

test('a fresh span is open, unset and empty', () => {
  const span = started();
  assert.equal(span.isRecording(), true);
  assert.equal(span.ended, false);
  assert.deepEqual(span.status, { code: SpanStatusCode.UNSET });
  assert.deepEqual([span.events, span.links, span.attributes], [[], [], {}]);
  assert.deepEqual(
    [span.endTime, span.duration],
    [
      [0, 0],
      [-1, -1],
    ],
  );
  assert.equal(span.resource.attributes['service.name'], 'test');
  assert.equal(span.kind, SpanKind.INTERNAL);
});

test('times are epoch times, and a duration is not negative', () => {
  const before = Date.now();
  const span = started();
  span.end();
  assert.ok(span.startMs >= before - 6 && span.endMs <= Date.now() + 6, `${before} ${span.startMs}`);
  assert.ok(span.endMs >= span.startMs);
  assert.ok(span.duration[0] === 0 && span.duration[1] >= 0);
});

test('a later attribute replaces an earlier one of the same key', () => {
  const span = started()
    .setAttribute('a', 1)
    .setAttribute('a', 'two')
    .setAttributes({ b: true, c: [1, 2] });
  assert.deepEqual(span.attributes, { a: 'two', b: true, c: [1, 2] });
});

test('invalid attributes are left out, with a warning, and undefined without one', () => {
  const span = started();
  span.setAttribute('a', undefined);
  assert.equal(warnings.length, 0);
  span
    .setAttribute('b', 1n)
    .setAttribute('', 1)
    .setAttribute(undefined as never, 1)
    .setAttribute('__proto__', {});
  span.setAttributes(undefined as never);
  assert.deepEqual(span.attributes, {});
  assert.equal(Object.getPrototypeOf(span.attributes), Object.prototype);
  assert.equal(warnings.length, 4);
});

test('a key that every object inherits is a key like any other', () => {
  const span = started({ attributeCountLimit: 2 }).setAttribute('constructor', 1).setAttribute('toString', 2);
  assert.deepEqual(Object.entries(span.attributes), [
    ['constructor', 1],
    ['toString', 2],
  ]);
});

for (const limit of [0, 1, 10, 64, 128]) {
  test(`of attributes beyond a limit of ${limit} none is kept, all are counted, and old ones can change`, () => {
    const span = started({ attributeCountLimit: limit });
    for (let round = 0; round < 3; round++)
      for (let i = 0; i < limit; i++) span.setAttribute(`key ${i}`, round);
    for (let i = 0; i < 5; i++) span.setAttribute(`extra ${i}`, i);
    if (limit > 0) span.setAttribute('key 0', 'changed');
    assert.equal(Object.keys(span.attributes).length, limit);
    assert.equal(span.droppedAttributesCount, 5);
    if (limit > 0) assert.equal(span.attributes['key 0'], 'changed');
  });
}

test('strings are cut at the length limit, also those that are trusted', () => {
  const span = started({ attributeValueLengthLimit: 3 });
  span.setAttribute('a', 'abcdef').setAttribute('b', ['abcdef']);
  span.putTrusted('c', 'abcdef');
  span.addEvent('event', { d: 'abcdef' });
  span.addLink({ context: span.spanContext(), attributes: { e: 'abcdef' } });
  assert.deepEqual(span.attributes, { a: 'abc', b: ['abc'], c: 'abc' });
  assert.deepEqual(span.events[0]?.attributes, { d: 'abc' });
  assert.deepEqual(span.links[0]?.attributes, { e: 'abc' });
});

test('status: OK is final, UNSET is ignored, only ERROR keeps a message', () => {
  const { UNSET, OK, ERROR } = SpanStatusCode;
  const table: [string, object[], object][] = [
    ['an error with a message', [{ code: ERROR, message: 'm' }], { code: ERROR, message: 'm' }],
    ['an error with a message of another type', [{ code: ERROR, message: 7 }], { code: ERROR }],
    ['OK drops its message', [{ code: OK, message: 'm' }], { code: OK }],
    ['OK after ERROR', [{ code: ERROR, message: 'm' }, { code: OK }], { code: OK }],
    ['ERROR after OK', [{ code: OK }, { code: ERROR }], { code: OK }],
    ['UNSET after ERROR', [{ code: ERROR }, { code: UNSET }], { code: ERROR }],
    [
      'the last of two errors',
      [
        { code: ERROR, message: 'a' },
        { code: ERROR, message: 'b' },
      ],
      { code: ERROR, message: 'b' },
    ],
    ['no code that exists', [{ code: 7 }], { code: UNSET }],
  ];
  for (const [condition, statuses, expected] of table) {
    const span = started();
    for (const status of statuses) span.setStatus(status as never);
    assert.deepEqual(span.status, expected, condition);
  }
  assert.deepEqual(started().setStatus(undefined as never).status, { code: UNSET });
});

test('an event takes attributes, a time, or both', () => {
  const span = started();
  const at: [number, number] = [1_700_000_000, 5];
  span.addEvent('plain').addEvent('attributes', { a: 1 }).addEvent('time', at).addEvent('both', { a: 1 }, at);
  span.addEvent('a Date', new Date(1_700_000_000_000));
  span.addEvent('two times', at, new Date(1_000));
  const events = span.events.map(({ name, attributes }) => [name, attributes]);
  assert.deepEqual(events, [
    ['plain', undefined],
    ['attributes', { a: 1 }],
    ['time', undefined],
    ['both', { a: 1 }],
    ['a Date', undefined],
    ['two times', undefined],
  ]);
  assert.deepEqual(
    span.events.slice(2).map(({ time }) => time),
    [at, at, [1_700_000_000, 0], [1, 0]],
  );
  assert.ok(Math.abs(span.events[0]!.time[0] - span.startTime[0]) <= 1);
});

test('an event keeps simple attributes, up to its own limit, and counts the others', () => {
  const span = started({ attributePerEventCountLimit: 1 });
  span.addEvent('event', { nested: { a: 1 }, a: 1, b: 2 });
  assert.deepEqual(span.events[0]?.attributes, { a: 1 });
  assert.equal(span.events[0]?.droppedAttributesCount, 2);
});

test('an event that was made for the span is kept as it is until somebody asks for the events', () => {
  const judged = {};
  const event = { name: 'log', time: [1, 2] as HrTime, attributes: { message: 'paid' }, judged };
  const span = started();
  assert.equal(span.keepEvent(event), true);
  assert.equal(span.eventList?.[0], event);
  assert.deepEqual(span.events, [{ name: 'log', time: [1, 2], attributes: { message: 'paid' } }]);
  assert.equal(span.events, span.events);
  assert.equal(span.eventList, span.events);
  assert.equal(span.keepEvent(event), false, 'whoever has the events may change the next, too');
  assert.equal(span.events.length, 1);
});

test('an event that was made for the span is not kept where it would have to be cut, and has its place among the others', () => {
  const event = { name: 'log', time: [1, 2] as HrTime, attributes: { a: 'long', b: 2 } };
  assert.equal(started({ attributeValueLengthLimit: 3 }).keepEvent(event), false);
  assert.equal(started({ attributePerEventCountLimit: 1 }).keepEvent(event), false);
  const full = started({ eventCountLimit: 1 }).addEvent('first');
  assert.equal(full.keepEvent(event), true);
  assert.equal(full.droppedEventsCount, 1);
  assert.deepEqual(full.events, [event]);
  const ended = started();
  ended.end();
  assert.equal(ended.keepEvent(event), false);
});

test('the oldest event makes room for a new one, but an exception outlives other events', () => {
  const span = started({ eventCountLimit: 3 });
  span.addEvent('first').recordException(new Error('kept'));
  for (const name of ['second', 'third', 'fourth']) span.addEvent(name);
  assert.deepEqual(
    span.events.map(({ name }) => name),
    ['exception', 'third', 'fourth'],
  );
  assert.equal(span.droppedEventsCount, 2);
});

test('among exceptions only, the oldest makes room', () => {
  const span = started({ eventCountLimit: 2 });
  for (const message of ['a', 'b', 'c']) span.recordException(message);
  assert.deepEqual(
    span.events.map(({ attributes }) => attributes?.['exception.message']),
    ['b', 'c'],
  );
});

test('with a limit of zero no event and no link is kept, and all are counted', () => {
  const span = started({ eventCountLimit: 0, linkCountLimit: 0 });
  span.addEvent('event').addEvent('event').addLink({ context: span.spanContext() });
  assert.deepEqual([span.events, span.links], [[], []]);
  assert.deepEqual([span.droppedEventsCount, span.droppedLinksCount], [2, 1]);
});

test('the oldest link makes room for a new one', () => {
  const span = started({ linkCountLimit: 2 });
  const { traceId } = span.spanContext();
  const contextOf = (digit: string) => ({ traceId, spanId: digit.repeat(16), traceFlags: 1 });
  span.addLink({ context: contextOf('1') });
  span.addLinks([{ context: contextOf('2') }, { context: contextOf('3'), attributes: { a: 1 } }]);
  assert.deepEqual(
    span.links.map((link) => link.context.spanId[0]),
    ['2', '3'],
  );
  assert.deepEqual(span.links[1]?.attributes, { a: 1 });
  assert.equal(span.droppedLinksCount, 1);
});

test('recordException says what the exception says', () => {
  const error = Object.assign(new TypeError('broken'), { stack: 'the stack' });
  const coded = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', stack: undefined });
  const table: [string, unknown, object | undefined][] = [
    [
      'an error',
      error,
      { 'exception.type': 'TypeError', 'exception.message': 'broken', 'exception.stacktrace': 'the stack' },
    ],
    ['an error with a code', coded, { 'exception.type': 'ECONNREFUSED', 'exception.message': 'refused' }],
    ['a numeric code', { code: 7 }, { 'exception.type': '7' }],
    ['a string', 'text', { 'exception.message': 'text' }],
    ['a stack alone', { stack: 'the stack' }, undefined],
    ['nothing', undefined, undefined],
    ['null', null, undefined],
    [
      'an error whose message throws',
      {
        get message() {
          throw new Error('from the app');
        },
      },
      undefined,
    ],
  ];
  for (const [condition, exception, expected] of table) {
    const span = started();
    span.recordException(exception as Exception);
    assert.deepEqual(span.events[0]?.attributes, expected, condition);
    assert.equal(span.events[0]?.name, expected && 'exception', condition);
    assert.equal(warnings.splice(0).length, expected ? 0 : 1, condition);
    assert.deepEqual(span.status, { code: SpanStatusCode.UNSET }, condition);
  }
});

test('after its end a span changes no more, and each attempt is a warning', () => {
  const span = started().setAttribute('a', 1);
  span.end();
  const before = JSON.stringify(span);
  span.setAttribute('b', 1).setAttributes({ b: 1 }).addEvent('e').setStatus({ code: SpanStatusCode.ERROR });
  span.updateName('other').addLink({ context: span.spanContext() }).recordException(new Error('late'));
  span.putTrusted('b', 1);
  span.end();
  assert.equal(JSON.stringify(span), before);
  assert.equal(span.isRecording(), false);
  assert.equal(warnings.length, 8);
  assert.match(warnings[0]!, /setAttribute\(\) was ignored: span "work" [0-9a-f]{32}-[0-9a-f]{16} has ended/);
});

test('given times are kept, in every form', () => {
  const span = started();
  span.end([span.startTime[0] + 2, 500_000_000]);
  assert.equal(span.endTime[0], span.startTime[0] + 2);
  assert.equal(span.endTime[1], 500_000_000);
});

test('an end before the start becomes the start, with a warning', () => {
  const span = started();
  span.end(new Date(1_000_000_000_000));
  assert.equal(span.endMs, span.startMs);
  assert.deepEqual(span.duration, [0, 0]);
  assert.match(warnings[0]!, /"work" ended before it started/);
});

test('an end time that is no time counts as now', () => {
  const span = started();
  span.end('yesterday' as never);
  assert.ok(span.endMs - span.startMs < 1000);
});

test('a printed or serialised span shows itself, and nothing of the pipeline behind it', () => {
  const span = started().setAttribute('a', 1);
  for (const text of [inspect(span), JSON.stringify(span)]) {
    assert.ok(text.includes('work'));
    assert.doesNotMatch(text, /processor|sampler|service\.name/);
  }
  assert.match(inspect({ nested: { nested: { span } } }), /\[RecordingSpan\]|RecordingSpan/);
});

test('attributes can be replaced by a processor, as upstream allows', () => {
  const span = started().setAttribute('card', '4111');
  span.attributes = { card: 'redacted' };
  assert.deepEqual(span.attributes, { card: 'redacted' });
});

test('a span says that it is genuine, and nothing that stands in for one does', () => {
  const GENUINE_SPAN: symbol = Symbol.for('waymark.span.1');
  const told = (what: object) => (what as { [key: symbol]: (() => unknown) | undefined })[GENUINE_SPAN]?.();
  const span = started();
  assert.equal(told(span), span);
  const standIns = [new Proxy(span, {}), Object.create(span), { ...span }];
  for (const standIn of standIns) assert.equal(told(standIn), undefined);
});
