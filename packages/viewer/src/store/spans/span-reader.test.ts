import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TRACES, toProtobuf } from '@waymark/otlp';
import { BlockFile, type BlockFileOptions } from '../keeping/block-file.ts';
import { NaiveStore } from '../oracle/naive-store.ts';
import { span, spanId, traceId, traces } from '../oracle/samples.ts';
import type { TraceQuery } from '../queries.ts';
import { RandomSpans } from './fixtures/random-spans.ts';
import { SpanBlock } from './span-block.ts';
import { SpanPart } from './span-part.ts';
import { SpanReader } from './span-reader.ts';

function open(headSpans: number, options: BlockFileOptions = {}) {
  let part: SpanPart;
  const file = new BlockFile(options, {
    dropped: (block) => part.dropped(block),
    committed() {},
    undone() {},
  });
  part = new SpanPart(file, headSpans);
  return { file, part, reader: new SpanReader(part) };
}

for (let seed = 1; seed <= 4; seed++) {
  test(`answers as arrays do, over random spans and questions (seed ${seed})`, async () => {
    const random = new RandomSpans(seed);
    const naive = new NaiveStore();
    const { file, part, reader } = open(12 + random.below(50));
    let taken = 0;
    for (let round = 0; round < 30; round++) {
      const request = random.request();
      const wanted = naive.takeTraces(request);
      assert.deepEqual(part.take(toProtobuf(TRACES, request)), wanted);
      taken += wanted.accepted;
    }
    assert.ok(
      file.blocks.size > 3 && part.records < taken,
      `${file.blocks.size} blocks of ${part.records} spans`,
    );
    const { spans, traces } = naive.status();
    assert.deepEqual([part.records, part.traces], [spans, traces]);

    for (let trace = 0; trace < 62; trace += 2) await sameTrace(reader, naive, traceId(trace));
    for (let id = 0; id < 42; id++) {
      assert.deepEqual(await reader.findSpan(spanId(id)), await naive.find(spanId(id)));
    }
    for (const id of ['r-1', 'r-2', 'GET', 'none', '200']) {
      assert.deepEqual(await reader.findRequest(id), await naive.find(id), id);
    }
    for (const range of [{}, { fromUnixNano: 3000n }, { fromUnixNano: 2000n, toUnixNano: 4000n }]) {
      assert.deepEqual(await reader.calls(range), await naive.calls(range));
    }
    for (const service of [undefined, 'shop', 'unknown_service']) {
      assert.deepEqual(await reader.operations(service), await naive.operations(service));
    }
    assert.deepEqual([...reader.services()].sort(), await naive.services());
    await sameNames(reader, naive);
    let found = 0;
    for (let round = 0; round < 60; round++) found += await sameSearch(reader, naive, random.query());
    assert.ok(found > 60, `${found} traces found`);
    await file.committed();
    file.close();
  });
}

test('answers with what is left when blocks are dropped while it reads', async () => {
  const { file, part, reader } = open(2, { maxAgeMs: 1000 });
  const ofTrace = (first: number, count: number) =>
    Array.from({ length: count }, (_, i) => span(1, first + i, { name: `span ${first + i}` }));
  part.take(toProtobuf(TRACES, traces({ shop: ofTrace(1, 2), bank: ofTrace(3, 2), post: ofTrace(5, 1) })));
  const query = { attributes: [], limit: 10 };
  const asked = [reader.columnsOf(traceId(1)), reader.summaryOf(traceId(1)), reader.search(query)] as const;
  file.change(() => file.dropOld(Date.now() + 2000));
  const [columns, summary, page] = await Promise.all(asked);
  assert.deepEqual([file.blocks.size, columns.names, columns.services], [0, ['span 5'], ['post']]);
  assert.deepEqual([summary?.spanCount, page.traces], [1, [summary]]);
  await file.committed();
  file.close();
});

test('gives no page whose order is broken by what arrives meanwhile', async () => {
  const { file, part, reader } = open(100);
  const take = (service: string, start: number) =>
    part.take(
      toProtobuf(TRACES, traces({ [service]: [span(start, 1, { startTimeUnixNano: String(start) })] })),
    );
  for (const [service, start] of [
    ['shop', 100],
    ['bank', 50],
    ['post', 40],
  ] as const)
    take(service, start);
  const asked = reader.search({ attributes: [], limit: 10 });
  take('post', 200);
  const starts = (await asked).traces.map(({ startUnixNano }) => startUnixNano);
  assert.deepEqual(starts, [100n, 50n, 40n]);
  await file.committed();
  file.close();
});

test('a page looks up few traces of the pages before it', async (t) => {
  const { file, part, reader } = open(10);
  for (let id = 1; id <= 200; id++) {
    const start = { startTimeUnixNano: String(id) };
    part.take(toProtobuf(TRACES, traces({ shop: [span(id, 1, start)], bank: [span(id, 2, start)] })));
  }
  const { mock } = t.mock.method(SpanBlock.prototype, 'traceNumber');
  const query = { attributes: [], limit: 5 };
  for (let before: string | undefined, page = 40; page > 0; page--) {
    mock.resetCalls();
    const { traces: found, next } = await reader.search({ ...query, ...(before ? { before } : {}) });
    assert.deepEqual([found.length, found[0]?.startUnixNano], [5, BigInt(page * 5)]);
    assert.ok(mock.callCount() <= 60, `${mock.callCount()} look-ups for the page that ends at ${next}`);
    before = next;
  }
  await file.committed();
  file.close();
});

async function sameTrace(reader: SpanReader, naive: NaiveStore, id: string): Promise<void> {
  const spans = await naive.spansOf(id);
  assert.deepEqual(await reader.spansOf(id), spans);
  assert.deepEqual(
    await reader.spansOf(id, new Set([spanId(3), spanId(4)])),
    await naive.spansOf(id, new Set([spanId(3), spanId(4)])),
  );
  assert.deepEqual(await reader.columnsOf(id), await naive.columnsOf(id));
  assert.deepEqual(await reader.spansWithEvents(id), await naive.spansWithEvents(id));
  assert.deepEqual(await reader.summaryOf(id), await naive.summaryOf(id));
  assert.deepEqual(await reader.findTrace(id), await naive.find(id));
}

async function sameNames(reader: SpanReader, naive: NaiveStore): Promise<void> {
  const keys = await naive.attributeKeys('', 1000);
  const byCount = (counts: Map<string, number>) =>
    [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1)).map(([text]) => text);
  assert.deepEqual(byCount(await reader.keyCounts()), keys);
  for (const key of keys) {
    assert.deepEqual(byCount(await reader.valueCounts(key)), await naive.attributeValues(key, '', 1000));
  }
}

/** All pages of it. */
async function sameSearch(reader: SpanReader, naive: NaiveStore, query: TraceQuery): Promise<number> {
  let [found, before] = [0, undefined as string | undefined];
  do {
    const page = { ...query, ...(before === undefined ? {} : { before }) };
    const wanted = await naive.searchTraces(page);
    assert.deepEqual(await reader.search(page), wanted, show(page));
    const { fromUnixNano: _from, toUnixNano: _to, ...condition } = query;
    for (const { traceId } of wanted.traces) {
      const spans = await naive.matchingSpans(traceId, condition);
      assert.deepEqual(await reader.matchingSpans(traceId, condition), spans, show(page));
    }
    [found, before] = [found + wanted.traces.length, wanted.next];
  } while (before !== undefined);
  return found;
}

const show = (query: TraceQuery) =>
  JSON.stringify(query, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
