/**
 * What the store does in its thread, without the network: `node bench/store.ts [file] [spans]`, a million by default. Takes
 * spans, opens the file again, and asks: each question twice, the first time with nothing read yet.
 */

import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBlockStore } from '../src/store/block-store.ts';
import type { AttributeCondition, TraceQuery } from '../src/store/queries.ts';
import type { TelemetryStore } from '../src/store/telemetry-store.ts';
import { sampleRequests } from './sample-spans.ts';

const SPANS_A_REQUEST = 512;
const LARGE_TRACE = 100_000;

const [path = join(tmpdir(), `waymark-bench-${process.pid}.db`), spans = '1000000'] = process.argv.slice(2);
remove();
await take(Number(spans));
await ask();
remove();

async function take(count: number): Promise<void> {
  const store = await openBlockStore({ path });
  const requests = sampleRequests({ spansPerRequest: SPANS_A_REQUEST });
  let [taken, spent, slowest] = [0, 0, 0];
  while (taken < count) {
    // As many as wait for one commit under load.
    const bodies = Array.from({ length: 4 }, () => requests.next().value as Uint8Array);
    const begun = performance.now();
    await Promise.all(bodies.map((body) => store.take('traces', body)));
    const took = performance.now() - begun;
    [taken, spent, slowest] = [
      taken + bodies.length * SPANS_A_REQUEST,
      spent + took,
      Math.max(slowest, took),
    ];
  }
  say('spans a second', Math.round((taken / spent) * 1000));
  say('slowest acknowledgement, ms', Math.round(slowest));
  say('bytes a span', Math.round(store.status().bytes / taken));
  const large = sampleRequests({
    ...{ spansPerTrace: LARGE_TRACE, spansPerRequest: LARGE_TRACE / 5, seed: 2 },
    startUnixNano: BigInt(Date.now()) * 1_000_000n,
  });
  for (let service = 0; service < 5; service++) await store.take('traces', large.next().value as Uint8Array);
  say('memory of the process, MB', Math.round(process.memoryUsage.rss() / 1e6));
  await store.close();
}

async function ask(): Promise<void> {
  const begun = performance.now();
  const store = await openBlockStore({ path });
  say('open again, ms', Math.round(performance.now() - begun));
  const [large] = (await store.searchTraces({ attributes: [], limit: 5 })).traces.filter(
    (each) => each.spanCount > 1000,
  );
  const [small] = (
    await store.searchTraces({
      attributes: [],
      limit: 5,
      toUnixNano: BigInt(Date.now() - 60_000) * 1_000_000n,
    })
  ).traces;
  for (const [name, question] of questions(store, small!.traceId, large!.traceId)) {
    const times = [await timed(question), await timed(question)];
    say(name, times.map((time) => `${time.toFixed(1)} ms`).join(', again '));
  }
  await store.close();
}

type Question = [name: string, ask: () => Promise<unknown>];

function questions(store: TelemetryStore, traceId: string, largeTraceId: string): Question[] {
  const search = (over: Partial<TraceQuery>) => () =>
    store.searchTraces({ attributes: [], limit: 20, ...over });
  const where = (key: string, operator: AttributeCondition['operator'], value: string | number) =>
    search({ attributes: [{ key, operator, value }] });
  return [
    ['newest 20', search({})],
    ['newest 1000', search({ limit: 1000 })],
    ['= in one trace', where('http.request.id', '=', traceId)],
    ['= in many', where('http.route', '=', '/cart')],
    ['= in none', where('url.path', '=', '/nothing')],
    ['contains, in many', where('url.path', 'contains', '77')],
    ['contains, in none', where('url.path', 'contains', '/nothing')],
    ['> in many', where('http.response.body.size', '>', 50_000)],
    ['> in none', where('http.response.body.size', '>', 1_000_000)],
    ['!=', where('http.route', '!=', '/cart')],
    ['longer than all', search({ minDurationNano: 10n ** 12n })],
    ['errors', search({ error: true })],
    ['text in none', search({ text: ['nothing'] })],
    ['find a span id that is not there', () => store.find('0123456789abcdef')],
    ['find a request id', () => store.find(traceId)],
    ['a trace', () => store.spansOf(traceId)],
    [`a trace of ${LARGE_TRACE} spans, as columns`, () => store.columnsOf(largeTraceId)],
    ['operations', () => store.operations()],
    ['keys', () => store.attributeKeys('', 20)],
    ['values of a key of ids', () => store.attributeValues('url.path', '', 20)],
    ['calls', () => store.calls({})],
  ];
}

async function timed(question: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await question();
  return performance.now() - begun;
}

function say(name: string, figure: string | number): void {
  process.stdout.write(`${name.padEnd(40)} ${figure}\n`);
}

function remove(): void {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
}
