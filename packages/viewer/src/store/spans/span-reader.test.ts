import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TRACES, toProtobuf } from '@waymark/otlp';
import { BlockFile } from '../keeping/block-file.ts';
import { NaiveStore } from '../oracle/naive-store.ts';
import { spanId, traceId } from '../oracle/samples.ts';
import type { TraceQuery } from '../queries.ts';
import { RandomSpans } from './fixtures/random-spans.ts';
import { SpanPart } from './span-part.ts';
import { SpanReader } from './span-reader.ts';

function open(headSpans: number) {
  let part: SpanPart;
  const file = new BlockFile({}, { dropped: (block) => part.dropped(block), committed() {}, undone() {} });
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
