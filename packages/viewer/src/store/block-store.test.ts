import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { DecodeError, LOGS, type OtlpSpan, TRACES, toProtobuf } from '@waymark/otlp';
import { openBlockStore } from './block-store.ts';
import { Database } from './keeping/tables.ts';
import { attributes, logRecord, logs, span, spanId, traceId, traces } from './oracle/samples.ts';
import type { Signal, TelemetryStore } from './telemetry-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-store-'));
after(() => rmSync(folder, { recursive: true }));

const spansBody = (byService: Record<string, OtlpSpan[]>) => toProtobuf(TRACES, traces(byService));

/** Spans that hardly compress. */
const manySpans = (count: number, first: number) =>
  Array.from({ length: count }, (_, i) => {
    const path = Array.from({ length: 20 }, () => Math.random().toString(36).slice(2)).join('/');
    return span(first + i, first + i, { attributes: attributes({ path }) });
  });

test('a batch that comes again adds nothing, in one run and after a restart', async () => {
  const path = join(folder, 'again.db');
  const one = spansBody({ shop: manySpans(5000, 1), bank: manySpans(10, 1) });
  const store = await openBlockStore({ path });
  for (let time = 0; time < 2; time++) {
    assert.deepEqual(await store.take('traces', one), { accepted: 5010, rejected: 0 });
    assert.equal(store.status().spans, 5010);
  }
  await store.close();
  const again = await openBlockStore({ path });
  assert.deepEqual([again.status().spans, again.status().traces], [5010, 5000]);
  await again.take('traces', one);
  assert.equal(again.status().spans, 5010);
  await again.close();
});

test('keeps nothing of a body that is not OTLP', async () => {
  const store = await openBlockStore();
  const good = spansBody({ shop: [span(1, 1), span(1, 2)] });
  await assert.rejects(store.take('traces', good.subarray(0, good.length - 1)), DecodeError);
  assert.deepEqual([store.status().spans, (await store.spansOf(traceId(1))).length], [0, 0]);
  await store.take('traces', good);
  assert.equal((await store.spansOf(traceId(1))).length, 2);
  await store.close();
});

test('of a file that is too small, one service loses its oldest, and senders are told', async () => {
  const path = join(folder, 'small.db');
  const maxBytes = 16 * 2 ** 20;
  const store = await openBlockStore({ path, maxBytes });
  await store.take('traces', spansBody({ quiet: [span(1_000_000, 1)] }));
  await store.take('logs', toProtobuf(LOGS, logs({ quiet: [logRecord(1_000_000, 1)] })));
  let [taken, message] = [0, undefined as string | undefined];
  for (; taken < 90_000; taken += 1000) {
    ({ message } = await store.take('traces', spansBody({ chatty: manySpans(1000, taken + 1) })));
    assert.ok(sizeOf(path) <= maxBytes, `${sizeOf(path)} bytes`);
  }
  const { dropped, spans, traces: traceCount, bytes } = store.status();
  assert.equal(dropped.spans + spans, taken + 1);
  assert.ok(dropped.spans > 20_000 && bytes <= maxBytes);
  assert.ok(Math.abs(traceCount - spans) < spans / 500, `${traceCount} traces of ${spans} spans`);
  assert.match(message ?? '', /full \(16777216 bytes\): it drops its oldest data/);
  assert.equal((await store.spansOf(traceId(1))).length, 0);
  assert.equal((await store.spansOf(traceId(taken))).length, 1);
  assert.equal((await store.spansOf(traceId(1_000_000))).length, 1);
  assert.equal((await store.logsOf(traceId(1_000_000))).length, 1);
  await store.close();
  const again = await openBlockStore({ path, maxBytes });
  assert.deepEqual(again.status().dropped, dropped);
  await again.close();
});

test('a file stays below its limit when each request brings a little new with much that is there', async () => {
  const path = join(folder, 'again-and-again.db');
  const maxBytes = 16 * 2 ** 20;
  const store = await openBlockStore({ path, maxBytes });
  const known = manySpans(1000, 1);
  for (let id = 2001; id <= 2100; id++) {
    await store.take('traces', spansBody({ shop: [...known, span(id, id)] }));
    assert.ok(sizeOf(path) <= maxBytes, `${sizeOf(path)} bytes`);
  }
  assert.deepEqual([store.status().spans, store.status().dropped.spans], [1100, 0]);
  await store.close();
  const again = await openBlockStore({ path, maxBytes });
  assert.equal(again.status().spans, 1100);
  await again.close();
});

test('memory is bounded as a file is, and heads of many services with it', async () => {
  const store = await openBlockStore({ maxBytes: 8 * 2 ** 20 });
  for (let service = 0; service < 400; service++) {
    await store.take('traces', spansBody({ [`service ${service}`]: manySpans(150, service * 150 + 1) }));
  }
  const { bytes, spans, dropped } = store.status();
  assert.ok(bytes <= 8 * 2 ** 20 && dropped.spans > 0 && dropped.spans + spans === 60_000, `${bytes} bytes`);
  assert.equal((await store.spansOf(traceId(60_000))).length, 1);
  await store.close();
});

test('a large trace that grows is summed up anew', async () => {
  const store = await openBlockStore();
  const spans = Array.from({ length: 600 }, (_, i) => span(1, i + 1));
  await store.take('traces', spansBody({ shop: spans }));
  const line = async () => {
    const [summary] = (await store.searchTraces({ attributes: [], limit: 1 })).traces;
    assert.deepEqual(await store.summaryOf(traceId(1)), summary);
    return [summary!.spanCount, summary!.errorCount];
  };
  assert.deepEqual(await line(), [600, 0]);
  await store.take('traces', spansBody({ shop: [span(1, 700, { status: { message: '', code: 2 } })] }));
  assert.deepEqual(await line(), [601, 1]);
  // In a block from here on.
  await store.take(
    'traces',
    spansBody({ shop: manySpans(5000, 2).map((each) => ({ ...each, startTimeUnixNano: '5' })) }),
  );
  assert.deepEqual(await line(), [601, 1]);
  await store.close();
});

test('drops what is older than its limit, also what waits for a block', async () => {
  const store = await openBlockStore({ path: join(folder, 'old.db'), maxAgeMs: 200 });
  await store.take('traces', spansBody({ shop: [span(1, 1)] }));
  const until = Date.now() + 5000;
  while (store.status().spans > 0 && Date.now() < until) await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual([store.status().spans, store.status().dropped.spans], [0, 1]);
  await store.close();
});

test('drops what is old later, where the file cannot be written in time', async () => {
  const path = join(folder, 'busy.db');
  const store = await openBlockStore({ path, maxAgeMs: 100 });
  await store.take('traces', spansBody({ shop: [span(1, 1)] }));
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  await new Promise((done) => setTimeout(done, 200));
  assert.equal(store.status().spans, 1);
  other.exec('ROLLBACK');
  other.close();
  const until = Date.now() + 5000;
  while (store.status().spans > 0 && Date.now() < until) await new Promise((done) => setTimeout(done, 20));
  assert.equal(store.status().spans, 0);
  await store.close();
});

test('of a service that never rests, too, what is older goes, and what is newer stays', async () => {
  const store = await openBlockStore({ maxAgeMs: 800 });
  const until = Date.now() + 10_000;
  let id = 1;
  do {
    await store.take('traces', spansBody({ shop: [span(id, 1)] }));
    await store.take('logs', toProtobuf(LOGS, logs({ shop: [logRecord(id, 1)] })));
    id++;
    await new Promise((done) => setTimeout(done, 20));
  } while (store.status().dropped.logs === 0 && Date.now() < until);
  assert.deepEqual(await store.spansOf(traceId(1)), []);
  assert.deepEqual(await store.logsOf(traceId(1)), []);
  assert.equal((await store.spansOf(traceId(id - 1))).length, 1);
  assert.ok(store.status().logs > id / 4, `${store.status().logs} of ${id}`);
  await store.close();
});

test('reads a file while another process writes it, and changes nothing', async () => {
  const path = join(folder, 'shared.db');
  const writer = await openBlockStore({ path });
  await writer.take('traces', spansBody({ shop: manySpans(4500, 1) }));
  const reader = await openBlockStore({ path, readOnly: true });
  assert.equal(reader.status().spans, 4500);
  assert.equal((await reader.find(spanId(4500)))?.traceId, traceId(4500));
  await assert.rejects(reader.take('traces', spansBody({})), /read only/);
  await writer.take('traces', spansBody({ shop: [span(9000, 1)] }));
  await reader.close();
  await writer.close();
});

test('lets one viewer write a file', async () => {
  const path = join(folder, 'locked.db');
  const first = await openBlockStore({ path });
  const second = () => openBlockStore({ path });
  await assert.rejects(second, /locked\.db" is in use by another viewer: end that one, or name another file/);
  await first.close();
  await (await second()).close();
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('locked')),
    ['locked.db'],
  );
});

test('keeps nothing of what could not be written, and goes on with what was', async () => {
  const path = join(folder, 'failing.db');
  const store = await openBlockStore({ path });
  const body = (first: number) => spansBody({ shop: manySpans(3000, first) });
  await store.take('traces', body(1));
  // As a disk that is full would.
  const other = new DatabaseSync(path);
  other.exec("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
  const refused = await Promise.allSettled([
    store.take('traces', body(3001)),
    store.take('traces', body(6001)),
  ]);
  assert.deepEqual(
    refused.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(store.status().spans, 3000);
  assert.equal((await store.spansOf(traceId(3001))).length, 0);
  await new Promise((done) => setImmediate(done));
  other.exec('DROP TRIGGER full');
  other.close();
  for (const first of [6001, 3001, 1]) await takeInTime(store, 'traces', body(first));
  assert.equal(store.status().spans, 9000);
  for (const id of [1, 3001, 9000]) assert.equal((await store.spansOf(traceId(id))).length, 1);
  await store.close();
  const again = await openBlockStore({ path });
  assert.equal(again.status().spans, 9000);
  await again.close();
});

test('in memory, counts what is lost with what could not be written', async (t) => {
  const store = await openBlockStore();
  await store.take('traces', spansBody({ shop: manySpans(5000, 1) }));
  const line = (id: number) => toProtobuf(LOGS, logs({ shop: [logRecord(id, id)] }));
  await store.take('logs', line(1));
  const [{ id } = { id: '' }] = await store.logsOf(traceId(1));
  const { exec } = Database.prototype;
  const failing = t.mock.method(Database.prototype, 'exec', function (this: DatabaseSync, sql: string) {
    if (sql !== 'COMMIT') return exec.call(this, sql);
    failing.mock.restore();
    throw new Error('no room');
  });
  await assert.rejects(store.take('traces', spansBody({ shop: manySpans(10, 5001) })), /no room/);
  await takeInTime(store, 'logs', line(2));
  const { spans, logs: lines, dropped } = store.status();
  assert.deepEqual([spans, dropped.spans, lines, dropped.logs], [4096, 904, 1, 1]);
  const page = await store.searchLogs({ attributes: [], limit: 10, after: id });
  assert.deepEqual(
    page.logs.map(({ record }) => record.traceId),
    [traceId(2)],
  );
  await store.close();
});

test('says what is wrong with a file', async () => {
  const path = join(folder, 'foreign.db');
  const open = () => openBlockStore({ path });
  const foreign = new DatabaseSync(path);
  for (const version of [0, 3, 6]) {
    foreign.exec(`CREATE TABLE IF NOT EXISTS mine (a); PRAGMA user_version = ${version}`);
    await assert.rejects(open, /foreign\.db" is a database of another program; name another file/);
  }
  assert.equal(foreign.prepare('SELECT count(*) AS tables FROM sqlite_master').get()!['tables'], 1);
  foreign.exec(`PRAGMA user_version = ${0x574d_0000 + 3}`);
  await assert.rejects(open, /has version 3 of the viewer's tables, .* name another file/);
  foreign.close();
  await assert.rejects(openBlockStore({ path: join(folder, 'none.db'), readOnly: true }));
});

test('says which file is damaged', async () => {
  const path = join(folder, 'damaged.db');
  const store = await openBlockStore({ path });
  await store.take('traces', spansBody({ shop: manySpans(5000, 1) }));
  await store.close();
  const database = new DatabaseSync(path);
  database.exec(`UPDATE sections SET data = x'00112233' WHERE id % 64 < 3`);
  database.close();
  await assert.rejects(() => openBlockStore({ path }), /^Error: cannot open ".*damaged\.db": /);
});

test('tells of changes, many at a time', async () => {
  const store = await openBlockStore();
  const seen: number[] = [];
  const end = store.onChange(({ spans }) => seen.push(spans));
  for (let i = 1; i <= 20; i++) await store.take('traces', spansBody({ shop: [span(i, i)] }));
  while (seen.length === 0) await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual(seen, [20]);
  end();
  await store.close();
});

test('does not read all again for each request while nothing can be written', async (t) => {
  const path = join(folder, 'resting.db');
  const store = await openBlockStore({ path });
  await store.take('traces', spansBody({ shop: manySpans(4000, 1) }));
  const other = new DatabaseSync(path);
  other.exec("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
  const { mock } = t.mock.method(Database.prototype, 'exec');
  const more = spansBody({ shop: [span(5000, 1)] });
  for (let time = 0; time < 20; time++)
    await assert.rejects(store.take('traces', more), /disk is full|could not/);
  const undone = mock.calls.filter(({ arguments: [sql] }) => sql === 'ROLLBACK').length;
  assert.ok(undone >= 1 && undone <= 3, `undone ${undone} times`);
  await new Promise((done) => setImmediate(done));
  other.exec('DROP TRIGGER full');
  other.close();
  await takeInTime(store, 'traces', more);
  assert.equal(store.status().spans, 4001);
  await store.close();
});

/** As a sender does that tries again. */
async function takeInTime(store: TelemetryStore, signal: Signal, body: Uint8Array): Promise<void> {
  for (const until = Date.now() + 10_000; ; ) {
    try {
      await store.take(signal, body);
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((done) => setTimeout(done, 20));
    }
  }
}

function sizeOf(path: string): number {
  const sizes = ['', '-wal'].map((end) => statSync(path + end, { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}
