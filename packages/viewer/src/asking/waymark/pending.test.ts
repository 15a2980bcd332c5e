import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { OtlpSpan } from '@waymark/otlp';
import { NaiveStore } from '../../store/oracle/naive-store.ts';
import { attributes, span, spanId, traceId, traces } from '../../store/oracle/samples.ts';
import { storedSpans } from '../../store/oracle/stored.ts';
import type { StoredSpan } from '../../store/telemetry-store.ts';
import { answerWaymark } from './answer-waymark.ts';

let store: NaiveStore;
let announced: StoredSpan[];
beforeEach(() => {
  store = new NaiveStore();
  announced = [];
});

const pending = {
  get version() {
    return announced.length;
  },
  traceIds: () => new Set(announced.map(({ span }) => span.traceId)),
  spansOf: (id: string) => announced.filter(({ span }) => span.traceId === id),
};

/** Began so many milliseconds ago. */
const ago = (millis: number): Partial<OtlpSpan> => ({
  startTimeUnixNano: String(BigInt(Date.now() - millis) * 1_000_000n),
  endTimeUnixNano: '0',
});
const running = (service: string, ...spans: OtlpSpan[]) =>
  announced.push(...storedSpans(traces({ [service]: spans })));

async function json(path: string) {
  const [pathname = '', search] = path.split('?');
  const question = { method: 'GET', path: `/api/waymark/${pathname}`, query: new URLSearchParams(search) };
  return JSON.parse(String((await answerWaymark({ store, pending }, question)).body));
}

test('lists a request of which nothing has ended, and finds it by its ids', async () => {
  const root = span(1, 1, {
    ...ago(3000),
    name: 'POST /slow',
    attributes: attributes({ 'http.request.id': 'r' }),
  });
  running('shop', root);
  const { traces: list } = await json('traces');
  assert.partialDeepStrictEqual(list, [{ traceId: traceId(1), rootName: 'POST /slow', pending: true }]);
  assert.deepEqual((await json('traces?where=slow')).traces.length, 1);
  assert.deepEqual((await json('traces?where=fast')).traces, []);
  for (const id of [traceId(1), spanId(1), 'r']) {
    const { pending: rows, duration } = await json(`traces/${id}/skeleton`);
    assert.deepEqual(rows, [0]);
    assert.ok(duration[0] >= 3e9 && duration[0] < 60e9, `${duration[0]}`);
  }
  const { spans } = await json(`traces/r/spans/${spanId(1)}`);
  assert.partialDeepStrictEqual(spans, [{ service: 'shop', warnings: ['It still runs.'] }]);
});

test('a page that has seen a status sees by the next that something was announced', async () => {
  const { version } = await json('status');
  running('shop', span(1, 1, ago(3000)));
  assert.ok((await json('status')).version > version);
});

test('puts what still runs above what it has called by now', async () => {
  running('shop', span(1, 1, { ...ago(3000), name: 'root' }));
  store.takeTraces(
    traces({
      bank: [span(1, 2, { ...ago(2000), endTimeUnixNano: '9', parentSpanId: spanId(1), name: 'pay' })],
    }),
  );
  const { traces: list } = await json('traces');
  assert.partialDeepStrictEqual(list, [
    { rootService: 'shop', rootName: 'root', hasRoot: true, spanCount: 1, pending: true },
  ]);
  const {
    spanId: ids,
    parent,
    pending: rows,
    services,
    service,
    names,
    name,
  } = await json(`traces/${traceId(1)}/skeleton`);
  assert.deepEqual([ids, parent, rows], [[spanId(1), spanId(2)], [-1, 0], [0]]);
  assert.deepEqual(
    [services[service[0]], names[name[0]], services[service[1]], names[name[1]]],
    ['shop', 'root', 'bank', 'pay'],
  );
});

test('names a service once that has spans of both kinds', async () => {
  running('shop', span(1, 1, { ...ago(3000), name: 'GET' }));
  store.takeTraces(traces({ shop: [span(1, 2, { ...ago(2000), parentSpanId: spanId(1), name: 'GET' })] }));
  const { services, names, service, name } = await json(`traces/${traceId(1)}/skeleton`);
  assert.deepEqual(
    { services, names, service, name },
    {
      services: ['shop'],
      names: ['GET'],
      service: [0, 0],
      name: [0, 0],
    },
  );
});

test('takes no span for running that has arrived', async () => {
  running('shop', span(1, 1, { ...ago(3000), name: 'announced' }));
  store.takeTraces(traces({ shop: [span(1, 1, { ...ago(3000), name: 'ended' })] }));
  const { traces: list } = await json('traces');
  assert.deepEqual([list[0].rootName, list[0].pending, list.length], ['ended', undefined, 1]);
  assert.deepEqual((await json(`traces/${traceId(1)}/skeleton`)).pending, []);
});

test('goes on behind a page as if nothing were running', async () => {
  for (const each of [2, 3, 4]) store.takeTraces(traces({ shop: [span(each, each, ago(5000 + each))] }));
  running('shop', span(1, 1, ago(3000)));
  const ids = (page: { traces: { traceId: string }[] }) => page.traces.map((trace) => Number(trace.traceId));
  const first = await json('traces?limit=2');
  const second = await json(`traces?limit=2&before=${first.next}`);
  assert.deepEqual([ids(first), ids(second)], [[1, 2, 3], [4]]);
});
