import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import { logRecord, spanId, spanRecord, traceId } from './sample-records.ts';
import { openStore, type TraceStore } from './store.ts';

let folder: string;
let store: TraceStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-viewer-'));
  store = openStore();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

test('gives back a span and its log records exactly, to the nanosecond', () => {
  const span = spanRecord(1, 1, {
    startUnixNano: 1_790_000_000_123_456_789n,
    durationNano: 1_234_567,
    parentSpanId: spanId(9),
    requestId: 'r-1',
    status: 'ERROR',
    statusMessage: 'out of stock',
    attributes: { 'http.route': '/a', list: ['a', 1, true, null], deep: { x: 0.5 }, text: 'nul \0 and ü' },
    events: [{ name: 'exception', timeUnixNano: 1_790_000_000_123_456_790n, attributes: { a: 1 } }],
    links: [{ traceId: traceId(2), spanId: spanId(2), attributes: {} }],
  });
  const log = logRecord(1, 1, { timeUnixNano: 1_790_000_000_123_456_791n, body: { nested: ['x'] } });
  store.addSpans([span]);
  store.addLogs([log]);
  assert.deepEqual(store.trace(traceId(1)), {
    traceId: traceId(1),
    requestId: 'r-1',
    spans: [span],
    logs: [log],
  });
});

test('finds a trace by trace id, span id and request id, in any case of hex', () => {
  store.addSpans([spanRecord(0xab, 1, { requestId: 'Order 7' }), spanRecord(0xab, 0xcd)]);
  for (const id of [traceId(0xab), traceId(0xab).toUpperCase(), spanId(0xcd).toUpperCase(), 'Order 7']) {
    assert.equal(store.trace(id)?.traceId, traceId(0xab), id);
  }
  for (const id of ['order 7', traceId(1), spanId(1).slice(1), '', "' OR 1=1 --"]) {
    assert.equal(store.trace(id), undefined, id);
  }
});

test('finds a request id that has the shape of a trace id or of a span id', () => {
  store.addSpans([spanRecord(1, 1, { requestId: traceId(77) }), spanRecord(2, 2, { requestId: spanId(77) })]);
  assert.equal(store.trace(traceId(77))?.traceId, traceId(1));
  assert.equal(store.trace(spanId(77))?.traceId, traceId(2));
});

test('gives the newest of several traces with one request id', () => {
  store.addSpans([
    spanRecord(2, 2, { requestId: 'r', startUnixNano: 200n }),
    spanRecord(1, 1, { requestId: 'r', startUnixNano: 100n }),
  ]);
  assert.equal(store.trace('r')?.traceId, traceId(2));
});

test('finds a trace of which only log records arrived', () => {
  store.addLogs([logRecord(1, 1, { requestId: 'r-1' })]);
  assert.equal(store.trace(traceId(1))?.logs.length, 1);
  assert.equal(store.trace('r-1')?.requestId, 'r-1');
});

test('a span that arrives twice is one span, and counts once', () => {
  const span = spanRecord(1, 1, { status: 'ERROR' });
  store.addSpans([span, span]);
  store.addSpans([span]);
  assert.equal(store.trace(traceId(1))?.spans.length, 1);
  assert.partialDeepStrictEqual(store.recentTraces(), [{ spans: 1, errors: 1 }]);
});

test('lists the newest traces with their root, whatever arrived first', () => {
  store.addSpans([
    spanRecord(1, 2, { parentSpanId: spanId(1), service: 'stock', startUnixNano: 90n, durationNano: 50 }),
  ]);
  store.addSpans([
    spanRecord(1, 1, { name: 'GET /', startUnixNano: 100n, durationNano: 10, requestId: 'r-1' }),
    spanRecord(2, 3, { name: 'job', status: 'ERROR', startUnixNano: 300n, durationNano: 7 }),
  ]);
  const job = {
    traceId: traceId(2),
    requestId: undefined,
    service: 'shop',
    name: 'job',
    startUnixNano: 300n,
    durationNano: 7,
    spans: 1,
    errors: 1,
    services: 1,
  };
  const get = {
    traceId: traceId(1),
    requestId: 'r-1',
    service: 'shop',
    name: 'GET /',
    startUnixNano: 90n,
    durationNano: 50,
    spans: 2,
    errors: 0,
    services: 2,
  };
  assert.deepEqual(store.recentTraces(), [job, get]);
  assert.deepEqual(store.recentTraces({ error: true }), [job]);
  assert.deepEqual(store.recentTraces({ limit: 1 }), [job]);
});

test('drops whole traces, oldest first, beyond maxSpans', () => {
  const small = openStore({ maxSpans: 3 });
  small.addLogs([logRecord(1, 1)]);
  for (const trace of [1, 2, 3]) {
    small.addSpans([
      spanRecord(trace, trace * 10, { startUnixNano: BigInt(trace) }),
      spanRecord(trace, trace * 10 + 1, { startUnixNano: BigInt(trace) }),
    ]);
  }
  assert.deepEqual(
    small.recentTraces().map((trace) => trace.traceId),
    [traceId(3)],
  );
  assert.equal(small.trace(traceId(1)), undefined);
  small.close();
});

test('drops log records, oldest first, beyond maxLogs', () => {
  const small = openStore({ maxLogs: 2 });
  for (const body of ['a', 'b', 'c']) small.addLogs([logRecord(1, 1, { body })]);
  assert.deepEqual(
    small.trace(traceId(1))?.logs.map((log) => log.body),
    ['b', 'c'],
  );
  small.close();
});

test('a batch that fails leaves nothing behind, and the store in use', () => {
  const bad = spanRecord(1, 2, { name: undefined as unknown as string });
  assert.throws(() => store.addSpans([spanRecord(1, 1), bad]));
  assert.equal(store.trace(traceId(1)), undefined);
  store.addSpans([spanRecord(1, 1)]);
  assert.equal(store.recentTraces().length, 1);
});

test('keeps its data in a file, which a second reader may open', () => {
  const path = join(folder, 'traces.db');
  const writer = openStore({ path });
  writer.addSpans([spanRecord(1, 1)]);
  const reader = openStore({ path, readOnly: true });
  assert.equal(reader.trace(traceId(1))?.spans.length, 1);
  assert.throws(() => reader.addSpans([spanRecord(1, 2)]), /readonly/);
  reader.close();
  writer.close();
  const again = openStore({ path });
  assert.equal(again.trace(traceId(1))?.spans.length, 1);
  again.close();
});

test('refuses a file of another version, and leaves it alone', () => {
  const path = join(folder, 'other.db');
  const other = new DatabaseSync(path);
  other.exec('PRAGMA user_version = 99; CREATE TABLE spans (x)');
  other.close();
  assert.throws(() => openStore({ path }), /has version 99 .* name another file/);
});
