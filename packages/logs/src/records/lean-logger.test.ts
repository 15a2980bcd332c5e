import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Attributes,
  type Context,
  type LogRecord,
  ROOT_CONTEXT,
  SeverityNumber,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  LoggerProvider,
  type LogRecordProcessor,
  type ReadableLogRecord,
  type ReadWriteLogRecord,
} from '@opentelemetry/sdk-logs';
import { LeanLoggerProvider, type OwnLogRecord } from './lean-logger.ts';
import { RequestIdProcessor } from './request-id-processor.ts';

const SPAN = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED };
const inSpan = trace.setSpanContext(ROOT_CONTEXT, SPAN);
const inNoSpan = trace.setSpanContext(ROOT_CONTEXT, { ...SPAN, spanId: 'zero' });
const limits = { attributeCountLimit: 5, attributeValueLengthLimit: 10 };

/** All that is read of a record. */
function told(record: ReadableLogRecord) {
  const { hrTime, hrTimeObserved, spanContext, severityText, severityNumber, body, eventName } = record;
  const { resource, instrumentationScope, attributes, droppedAttributesCount } = record;
  return [
    { hrTime, hrTimeObserved, spanContext, severityText, severityNumber, body, eventName },
    { resource, name: instrumentationScope.name, version: instrumentationScope.version },
    { schemaUrl: instrumentationScope.schemaUrl, attributes, droppedAttributesCount },
  ];
}

/** Both providers, whose records end in `seen` behind these processors. */
function both(...first: LogRecordProcessor[]) {
  const seen: { lean: unknown[]; sdk: unknown[] } = { lean: [], sdk: [] };
  const last = (into: unknown[]): LogRecordProcessor => ({
    onEmit: (record) => into.push(told(record)),
    forceFlush: async () => {},
    shutdown: async () => {},
  });
  const resource = emptyResource();
  const sdk = new LoggerProvider({
    resource,
    processors: [...first, last(seen.sdk)],
    logRecordLimits: limits,
  });
  const lean = new LeanLoggerProvider({ processors: [...first, last(seen.lean)], resource, limits });
  const loggers = [lean, sdk].map((provider) =>
    provider.getLogger('scope', '1.0', { schemaUrl: 'https://x' }),
  );
  return { seen, emit: (record: LogRecord) => loggers.forEach((logger) => void logger.emit(record)) };
}

const at = { timestamp: 1_700_000_000_123.25, observedTimestamp: 1_700_000_000_124, context: inSpan };
const circle: Record<string, unknown> = {};
circle['self'] = circle;

const RECORDS: [what: string, record: LogRecord][] = [
  ['nothing but times', at],
  ['a line', { ...at, severityNumber: SeverityNumber.INFO, severityText: 'info', body: 'paid' }],
  ['plain attributes', { ...at, attributes: { path: '/a', items: 3, ok: true } }],
  ['values that are none', { ...at, attributes: { a: undefined, b: null, c: Number.NaN, d: '' } }],
  ['deep values', { ...at, attributes: { list: ['a', 1, null], map: { a: { b: 'c'.repeat(20) } } } }],
  [
    'what cannot be told',
    {
      ...at,
      attributes: { f: (() => 1) as never, s: Symbol('s') as never, date: new Date(0) as never, circle },
    },
  ],
  ['bytes', { ...at, attributes: { bytes: new Uint8Array([1, 2, 3]) } }],
  ['a value that is too long', { ...at, attributes: { long: 'x'.repeat(11), short: 'x'.repeat(10) } }],
  ['too many attributes', { ...at, attributes: { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: [7] } }],
  ['a name that is none', { ...at, attributes: { '': 'a', b: 1 } }],
  ['a body that is a map', { ...at, body: { a: [1, { b: 2 }] }, eventName: 'event' }],
  ['an exception', { ...at, exception: new TypeError('broken'), attributes: { a: 1 } }],
  ['an exception with a code', { ...at, exception: Object.assign(new Error('gone'), { code: 'ENOENT' }) }],
  ['a code that is a number', { ...at, exception: { code: 7, message: 'seven' } }],
  [
    'an exception beside its own attributes',
    { ...at, exception: new Error('b'), attributes: { 'exception.message': 'a' } },
  ],
  ['a thrown text', { ...at, exception: 'thrown' }],
  ['a thrown number', { ...at, exception: 5 }],
  ['an exception of no kind', { ...at, exception: {} }],
  ['a thrown class', { ...at, exception: class Thrown {} }],
  ['no exception', { ...at, exception: null }],
  ['times of other kinds', { ...at, timestamp: [1_700_000_000, 5], observedTimestamp: new Date(5) }],
  ['a span that is none', { ...at, context: inNoSpan }],
  ['no span', { ...at, context: ROOT_CONTEXT }],
];

for (const [what, record] of RECORDS) {
  test(`tells what the SDK's record tells: ${what}`, () => {
    const { seen, emit } = both();
    emit(record);
    assert.equal(seen.lean.length, 1);
    // A stack holds the same frames, at another place.
    assert.deepEqual(seen.lean, seen.sdk);
  });
}

test('without times a record is of now', () => {
  const { seen, emit } = both();
  const before = Date.now();
  emit({ body: 'a' });
  const [{ hrTime, hrTimeObserved }] = seen.lean[0] as [
    { hrTime: [number, number]; hrTimeObserved: unknown },
  ];
  assert.deepEqual(hrTime, hrTimeObserved);
  assert.ok(hrTime[0] >= Math.floor(before / 1000) && hrTime[0] <= Date.now() / 1000);
});

test('a processor of ours can set an attribute', () => {
  const { seen, emit } = both(new RequestIdProcessor());
  emit({ ...at, attributes: { a: 1 } });
  emit({ ...at, attributes: { a: 1, b: 2, c: 3, d: 4, e: 5 } });
  assert.equal(seen.lean.length, 2);
  assert.deepEqual(seen.lean, seen.sdk);
});

test('a record that no processor wants is not made', () => {
  const asked: Context[] = [];
  let emitted = 0;
  const choosy: LogRecordProcessor = {
    onEmit: () => void emitted++,
    enabled: ({ context }) => asked.push(context) > 0 && trace.getSpanContext(context) === SPAN,
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const processors = [new RequestIdProcessor(), choosy];
  const resource = emptyResource();
  const logger = new LeanLoggerProvider({ resource, processors, limits }).getLogger('scope');
  logger.emit({ body: 'a', context: inSpan });
  logger.emit({ body: 'b', context: ROOT_CONTEXT });
  assert.deepEqual([emitted, asked], [1, [inSpan, ROOT_CONTEXT]]);
  assert.deepEqual(
    [logger.enabled({ context: ROOT_CONTEXT }), logger.enabled({ context: inSpan }), logger.enabled()],
    [false, true, false],
  );
});

test('a scope is one object however often its logger is asked for, and has its attributes', () => {
  const scopes: unknown[] = [];
  const seeing: LogRecordProcessor = {
    onEmit: (record) => void scopes.push(record.instrumentationScope),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const provider = new LeanLoggerProvider({ resource: emptyResource(), processors: [seeing], limits });
  for (const attributes of [{ a: 1 }, { a: 1 }, { a: 2 }]) {
    provider.getLogger('scope', '1', { attributes }).emit({ body: 'a' });
  }
  assert.equal(scopes[0], scopes[1]);
  assert.notEqual(scopes[0], scopes[2]);
  const scope = { name: 'scope', version: '1', schemaUrl: undefined, attributes: { a: 1 } };
  assert.deepEqual(scopes[0], { ...scope, droppedAttributesCount: 0 });
});

/** A logger whose records end in `seen`. */
function leanLogger(attributes?: Attributes) {
  const seen: ReadableLogRecord[] = [];
  const seeing: LogRecordProcessor = {
    onEmit: (record) => void seen.push(record),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const provider = new LeanLoggerProvider({ resource: emptyResource(), processors: [seeing], limits });
  return { logger: provider.getLogger('scope', '1', { attributes }), seen };
}

test('what the SDK throws at is a record like any other', () => {
  const { logger, seen } = leanLogger({ big: 1n as never, circle });
  logger.emit({ body: 'a', attributes: null as never });
  logger.emit({ body: 'b', exception: Object.create(null) });
  logger.emit({ body: 'c', exception: Symbol('thrown') });
  assert.deepEqual(
    seen.map(({ body, attributes }) => [body, attributes]),
    [
      ['a', {}],
      ['b', {}],
      ['c', {}],
    ],
  );
  assert.equal(seen[0]!.instrumentationScope.droppedAttributesCount, 2);
});

function trap(name: string): Error {
  const error = new Error('paid twice');
  // Node writes it when it is first asked for, from the name and the message.
  assert.ok(error.stack);
  return Object.defineProperty(error, name, { get: () => assert.fail('trap') });
}

test('what an exception throws when it is looked at stays away from the app, and the rest of it is told', () => {
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const code = Object.create(null);
  const { logger, seen } = leanLogger();
  for (const exception of [trap('name'), trap('message'), trap('stack'), trap('code'), { code }, revoked])
    logger.emit({ body: 'a', exception });
  const names = ['exception.type', 'exception.message', 'exception.stacktrace'];
  assert.deepEqual(
    seen.map(({ attributes }) => names.map((name) => attributes[name] !== undefined)),
    [
      [false, true, true],
      [true, false, true],
      [true, true, false],
      [false, true, true],
      [false, false, false],
      [false, false, false],
    ],
  );
});

test('of an exception, what throws when it is copied is left out alone', () => {
  const { logger, seen } = leanLogger();
  const name = Object.defineProperty({}, 'a', { enumerable: true, get: () => assert.fail('trap') });
  logger.emit({ body: 'a', exception: { name, message: 'paid twice' } as never });
  assert.deepEqual({ ...seen[0]!.attributes }, { 'exception.message': 'paid twice' });
});

test('a time that is none is now, and known to be before anybody asks for it', () => {
  const { logger, seen } = leanLogger();
  const before = Math.floor(Date.now() / 1000);
  const badDate = new Date('yesterday');
  for (const bad of ['2026-01-01', {}, Number.NaN, badDate, [1, Number.NaN], 5n] as never[]) {
    logger.emit({ body: 'a', timestamp: bad });
    logger.emit({ body: 'b', observedTimestamp: bad });
  }
  assert.equal(seen.length, 12);
  for (const { hrTime, hrTimeObserved } of seen) {
    for (const [seconds, nanos] of [hrTime, hrTimeObserved])
      assert.ok(seconds >= before && seconds <= Date.now() / 1000 && nanos >= 0);
  }
});

test('attributes that were made for a record are its own within the limits, and copied beyond', () => {
  const deep = { list: [1, 'two'] };
  const emitted = (attributes: Attributes, attributeValueLengthLimit: number) => {
    const seen: ReadableLogRecord[] = [];
    const processor = { onEmit: (record: ReadableLogRecord) => void seen.push(record) };
    const { logger } = loggerOf(processor as unknown as LogRecordProcessor, attributeValueLengthLimit);
    const record: OwnLogRecord = { body: 'a', attributes, isOwn: true };
    logger.emit(record);
    return seen[0]!;
  };
  const own = { order: 7, deep };
  const { attributes, droppedAttributesCount } = emitted(own, Number.POSITIVE_INFINITY);
  assert.equal(attributes, own);
  assert.equal(droppedAttributesCount, 0);
  assert.deepEqual(emitted({ text: 'abcdef' }, 3).attributes, { text: 'abc' });
  const many = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`a${i}`, i]));
  const cut = emitted(many, Number.POSITIVE_INFINITY);
  assert.deepEqual([Object.keys(cut.attributes).length, cut.droppedAttributesCount], [5, 2]);
  assert.deepEqual(emitted({ '': 1, a: 2 }, Number.POSITIVE_INFINITY).attributes, { a: 2 });
  const more = { onEmit: (record: ReadWriteLogRecord) => void record.setAttribute('more', 1) };
  const { logger, seen } = loggerOf(more as unknown as LogRecordProcessor, Number.POSITIVE_INFINITY);
  logger.emit({ body: 'a', attributes: many, isOwn: true } as OwnLogRecord);
  assert.equal(seen[0]!.droppedAttributesCount, 3);
});

function loggerOf(first: LogRecordProcessor, attributeValueLengthLimit: number) {
  const seen: ReadableLogRecord[] = [];
  const last = { onEmit: (record: ReadableLogRecord) => void seen.push(record) };
  const processors = [first, last as unknown as LogRecordProcessor];
  const provider = new LeanLoggerProvider({
    processors,
    resource: emptyResource(),
    limits: { ...limits, attributeValueLengthLimit },
  });
  return { logger: provider.getLogger('scope'), seen };
}
