import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LOGS, type OtlpLogs, toProtobuf } from '@waymark/otlp';
import type { BlockFileOptions } from '../keeping/block-file.ts';
import { NaiveStore } from '../oracle/naive-store.ts';
import { attributes, logRecord, logs, spanId, traceId } from '../oracle/samples.ts';
import type { LogQuery } from '../queries.ts';
import { openLogs } from './fixtures/open-logs.ts';
import { RandomLogs } from './fixtures/random-logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-logs-'));
after(() => rmSync(folder, { recursive: true }));

function open(options: BlockFileOptions = {}, leastIndexed = 1) {
  const opened = openLogs(options, { leastIndexed });
  const take = (request: OtlpLogs) => opened.part.take(toProtobuf(LOGS, request));
  const seal = () => opened.file.change(() => opened.part.sealOld(Infinity));
  return { ...opened, take, seal };
}

const query = (over: Partial<LogQuery>): LogQuery => ({ attributes: [], limit: 100, ...over });

test('answers as arrays do, over random records and queries', async () => {
  let answers = 0;
  for (let seed = 1; seed <= 6; seed++) {
    const random = new RandomLogs(seed);
    const naive = new NaiveStore();
    const { file, reader, take, seal } = open({}, seed % 3 ? 1 : 20);
    for (let round = 0; round < 25; round++) {
      const request = random.request();
      take(request);
      naive.takeLogs(request);
      if (random.below(4) === 0) seal();
    }
    for (let round = 0; round < 100; round++) {
      const asked = random.query();
      const [wanted, found] = [await naive.searchLogs(asked), await reader.search(asked)];
      assert.deepEqual(found.logs, wanted.logs, `seed ${seed}: ${show(asked)}`);
      assert.equal(found.next === undefined, wanted.next === undefined);
      answers += found.logs.length;
      if (wanted.next === undefined) continue;
      const more = await reader.search({ ...asked, before: found.next! });
      assert.deepEqual(more.logs, (await naive.searchLogs({ ...asked, before: wanted.next })).logs);
    }
    for (let trace = 0; trace < 6; trace++) {
      const id = trace === 0 ? '' : traceId(trace);
      assert.deepEqual(await reader.logsOf(id), await naive.logsOf(id));
    }
    assert.deepEqual([...reader.services()].sort(), await naive.services('logs'));
    assert.deepEqual(names(await reader.keyCounts()), await naive.attributeKeys('', 1000));
    for (const key of await naive.attributeKeys('', 5)) {
      assert.deepEqual(names(await reader.valueCounts(key)), await naive.attributeValues(key, '', 1000));
    }
    for (const id of ['1', '17', '100000', 'x', '']) {
      assert.deepEqual(await reader.logOf(id), await naive.logOf(id));
    }
    await file.committed();
    file.close();
  }
  assert.ok(answers > 1000, `${answers} records found`);
});

test('finds the log records that ids lead to', async () => {
  const { take, seal, reader, file } = open();
  const at = (time: number, trace: number, id: number, over = {}) =>
    logRecord(trace, id, { timeUnixNano: String(time), ...over });
  take(logs({ shop: [at(5, 1, 2), at(3, 1, 2), at(9, 0, 2)] }));
  seal();
  take(logs({ bank: [at(4, 1, 3, { attributes: attributes({ req: { id: 'r-1' } }) })] }));
  assert.equal((await reader.earliestOfTrace(traceId(1)))?.timeUnixNano, 3n);
  assert.equal((await reader.latestOfSpan(spanId(2)))?.timeUnixNano, 5n);
  assert.equal((await reader.latestOfRequest('r-1'))?.service, 'bank');
  assert.equal(await reader.earliestOfTrace(traceId(9)), undefined);
  file.close();
});

test('a request that comes again adds nothing, after a restart either', async () => {
  const path = join(folder, 'again.db');
  const request = logs({ shop: [logRecord(1, 1), logRecord(1, 1)], bank: [logRecord(1, 1)] });
  for (const isSealed of [false, true, true]) {
    const { file, part, take, seal } = open({ path });
    for (let time = 0; time < 2; time++) assert.deepEqual(take(request), { accepted: 3, rejected: 0 });
    assert.equal(part.records, 3);
    if (isSealed) seal();
    await file.committed();
    file.close();
  }
});

test('a question is answered while blocks are dropped under it', async () => {
  let asked = 0;
  const giveWay = async () => {
    if (++asked === 3) opened.file.change(() => opened.file.dropOld(Date.now() + 1000));
  };
  const opened = openLogs({ maxAgeMs: 1 }, { giveWay });
  for (let block = 0; block < 5; block++) {
    opened.part.take(
      toProtobuf(LOGS, logs({ shop: [logRecord(block, block, { timeUnixNano: String(9 - block) })] })),
    );
    opened.file.change(() => opened.part.sealOld(Infinity));
  }
  opened.part.take(toProtobuf(LOGS, logs({ shop: [logRecord(7, 7, { timeUnixNano: '1' })] })));
  const found = (await opened.reader.search(query({}))).logs.map(({ timeUnixNano }) => timeUnixNano);
  assert.deepEqual(found, [1n]);
  assert.equal(opened.file.blocks.size, 0);
  opened.file.close();
});

test('a transaction that is undone leaves what was there before', async () => {
  const { file, part, take, reader } = open({ path: join(folder, 'undone.db') });
  take(logs({ shop: [logRecord(1, 1)] }));
  await file.committed();
  const lost = logs({ shop: [logRecord(2, 2)], bank: [logRecord(2, 2)] });
  take(lost);
  assert.throws(() => file.change(() => file.database.exec('broken')));
  assert.equal(part.records, 1);
  assert.deepEqual(take(lost), { accepted: 2, rejected: 0 });
  const ids = (await reader.search(query({}))).logs.map(({ id }) => Number(id));
  // Whoever follows what arrives may have seen 2 and 3.
  assert.deepEqual(ids.sort(), [1, 4, 5]);
  await file.committed();
  file.close();
});

test('what is not OTLP changes nothing', () => {
  const { file, part } = open();
  assert.throws(() => part.take(Buffer.from('not protobuf')), { name: 'DecodeError' });
  assert.equal(part.records, 0);
  file.close();
});

test('opens again with the same records, ids and order, sealed or not', async () => {
  const path = join(folder, 'opened.db');
  const random = new RandomLogs(99);
  const naive = new NaiveStore();
  for (let round = 0; round < 8; round++) {
    const { file, reader, take, seal } = open({ path });
    const all = query({ limit: 1000 });
    assert.deepEqual((await reader.search(all)).logs, (await naive.searchLogs(all)).logs);
    for (let turn = 0; turn < 3; turn++) {
      const request = random.request();
      take(request);
      naive.takeLogs(request);
    }
    if (round % 3 === 1) seal();
    await file.committed();
    file.close();
  }
  const { file, reader } = open({ path, readOnly: true });
  assert.deepEqual(
    (await reader.search(query({ limit: 1000 }))).logs,
    (await naive.searchLogs(query({ limit: 1000 }))).logs,
  );
  file.close();
});

test('a file that is only read may lose blocks to the process that writes it', async () => {
  const { file, take, seal } = open({ path: join(folder, 'shared.db'), maxAgeMs: 1 });
  take(logs({ shop: [logRecord(1, 1)] }));
  seal();
  await file.committed();
  const other = open({ path: join(folder, 'shared.db'), readOnly: true });
  file.change(() => file.dropOld(Date.now() + 1000));
  await file.committed();
  for (const text of ['hello', undefined]) {
    assert.deepEqual((await other.reader.search(query(text ? { text } : {}))).logs, []);
  }
  other.file.close();
  file.close();
});

test('a request with more records than a block can number is kept in several, and only once', async () => {
  const path = join(folder, 'large.db');
  const lines = Array.from({ length: 40_000 }, (_, n) =>
    logRecord(0, 0, { body: { stringValue: `line n${n}` } }),
  );
  const first = open({ path });
  first.take(logs({ shop: lines.slice(0, 20_000), bank: lines.slice(20_000) }));
  await first.file.committed();
  first.file.close();
  const { file, part, reader } = open({ path });
  assert.equal(part.records, 40_000);
  for (const word of ['n0', 'n16383', 'n16384', 'n19999', 'n20000', 'n39999']) {
    const { logs: found } = await reader.search(query({ text: word }));
    assert.deepEqual(
      found.map(({ id, record }) => [id, record.body?.stringValue]),
      [[String(Number(word.slice(1)) + 1), `line ${word}`]],
    );
  }
  const begun = ['n1999', ...Array.from({ length: 10 }, (_, digit) => `n1999${digit}`)];
  for (const text of ['n1999*', 'line n1999*', '"line n1999"*']) {
    const { logs: found } = await reader.search(query({ text }));
    assert.deepEqual(found.map(({ record }) => record.body!.stringValue!.slice(5)).sort(), begun, text);
  }
  assert.deepEqual((await reader.search(query({ text: '"n1999 line"*' }))).logs, []);
  file.close();
});

test('the index of words goes with the blocks that it is of', async () => {
  const { file, part, take, seal, reader } = open({ maxBytes: 2 ** 19 });
  const random = new RandomLogs(3);
  for (let round = 0; round < 60; round++) {
    take(logs({ loud: Array.from({ length: 500 }, () => random.record()) }));
    if (round === 5) take(logs({ quiet: [logRecord(0, 0, { body: { stringValue: 'a rare word' } })] }));
    if (round === 5 || round % 4 === 0) seal();
    await file.committed();
  }
  const shelves = file.database.prepare('SELECT id, service FROM log_shelves ORDER BY id').all();
  const tables = file.database
    .prepare(`SELECT name FROM sqlite_master WHERE name GLOB 'log_words_*' AND sql LIKE '%fts5%'`)
    .all();
  assert.equal(tables.length, shelves.length);
  assert.ok(file.dropped().logs > 3000, `${file.dropped().logs} dropped`);
  assert.equal(part.records + file.dropped().logs, 60 * 500 + 1);
  assert.equal((await reader.search(query({ text: 'rare' }))).logs.length, 1);
  file.close();
});

/** As the store of arrays sorts them. */
function names(counts: Map<string, number>): string[] {
  const sorted = [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
  return sorted.map(([name]) => name);
}

const show = (value: unknown) =>
  JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}n` : each));
