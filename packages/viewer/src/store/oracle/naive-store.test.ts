import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { LOGS, type OtlpSpan, TRACES_WITH_ZIPKIN, toProtobuf } from '@waymark/otlp';
import type { AttributeCondition, LogQuery, TraceQuery } from '../queries.ts';
import { NaiveStore } from './naive-store.ts';
import { attributes, logRecord, logs, span, spanId, traceId, traces } from './samples.ts';

let store: NaiveStore;
beforeEach(() => {
  store = new NaiveStore();
});

const found = async (query: Partial<TraceQuery>) =>
  (await store.searchTraces({ limit: 100, attributes: [], ...query })).traces.map((each) =>
    Number(each.traceId),
  );
const lines = async (query: Partial<LogQuery>) =>
  (await store.searchLogs({ limit: 100, attributes: [], ...query })).logs.map(
    ({ record }) => record.body?.stringValue,
  );
const holds = async (key: string, operator: AttributeCondition['operator'], value: string | number) =>
  (await found({ attributes: [{ key, operator, value }] })).length === 1;

test('keeps a span once, and rejects one without ids', async () => {
  const one = span(1, 1);
  assert.deepEqual(store.takeTraces(traces({ shop: [one, span(1, 0), { ...one, traceId: '' }] })), {
    accepted: 1,
    rejected: 2,
    message: 'spans need a trace id and a span id',
  });
  assert.deepEqual(store.takeTraces(traces({ shop: [one] })), { accepted: 1, rejected: 0 });
  store.takeTraces(traces({ bank: [one], shop: [{ ...one, kind: 3 }] }));
  const kept = (await store.spansOf(traceId(1))).map(({ service, span: { kind } }) => [service, kind]);
  assert.deepEqual(kept, [
    ['bank', 2],
    ['shop', 2],
    ['shop', 3],
  ]);
});

test('takes protobuf, a body of log records once', async () => {
  const zipkin = '{"id":"1"}';
  const body = toProtobuf(TRACES_WITH_ZIPKIN, traces({ shop: [{ ...span(1, 1), zipkin } as OtlpSpan] }));
  assert.deepEqual(await store.take('traces', body), { accepted: 1, rejected: 0 });
  assert.partialDeepStrictEqual(await store.spansOf(traceId(1)), [{ span: span(1, 1), zipkin }]);
  const lines = toProtobuf(LOGS, logs({ shop: [logRecord(1, 1)] }));
  for (let time = 0; time < 2; time++) {
    assert.deepEqual(await store.take('logs', lines), { accepted: 1, rejected: 0 });
  }
  assert.equal((await store.logOf('1'))?.record.body?.stringValue, 'hello');
  assert.equal(store.status().logs, 1);
});

test('sums up a trace', async () => {
  store.takeTraces(
    traces({
      bank: [span(1, 3, { parentSpanId: spanId(9), startTimeUnixNano: '5', endTimeUnixNano: '2' })],
      shop: [
        span(1, 1, { startTimeUnixNano: '7', endTimeUnixNano: '90', name: 'root' }),
        span(1, 2, {
          parentSpanId: spanId(1),
          startTimeUnixNano: '8',
          endTimeUnixNano: '9',
          status: { code: 2, message: '' },
          attributes: attributes({ 'http.request.header.x-request-id': ['r-1', 'r-2'] }),
        }),
      ],
    }),
  );
  assert.deepEqual(await store.summaryOf(traceId(1)), {
    traceId: traceId(1),
    rootService: 'shop',
    rootName: 'root',
    hasRoot: true,
    startUnixNano: 5n,
    endUnixNano: 90n,
    spanCount: 3,
    errorCount: 1,
    orphanCount: 1,
    services: [
      { name: 'bank', spanCount: 1, errorCount: 0 },
      { name: 'shop', spanCount: 2, errorCount: 1 },
    ],
    requestId: 'r-1',
  });
});

test('compares attributes as text and as numbers, wherever they hang', async () => {
  const own = { text: 'Ab', ok: true, int: 200, half: 0.5, list: ['x', 7], map: { a: [1, null] }, n: '1e3' };
  store.takeTraces(
    traces({
      shop: [
        span(1, 1, {
          attributes: attributes(own),
          events: [
            { name: 'e', timeUnixNano: '1', attributes: attributes({ e: 'ev' }), droppedAttributesCount: 0 },
          ],
        }),
      ],
    }),
  );
  const rows: [string, AttributeCondition['operator'], string | number, boolean][] = [
    ['text', '=', 'Ab', true],
    ['text', '=', 'ab', false],
    ['text', 'contains', 'aB', true],
    ['ok', '=', 'true', true],
    ['int', '=', '200', true],
    ['half', '=', '0.5', true],
    ['list', '=', 'x', true],
    ['list', '=', '["x",7]', true],
    ['map', '=', '{"a":[1,null]}', true],
    ['e', '=', 'ev', true],
    ['service.name', '=', 'shop', true],
    ['text', '!=', 'Ab', false],
    ['text', '!=', 'b', true],
    ['missing', '!=', 'b', true],
    ['missing', 'exists', '', false],
    ['e', 'exists', '', true],
    ['int', '<', 200, false],
    ['int', '<=', 200, true],
    ['list', '>', 6, true],
    ['n', '>=', 1000, true],
    ['text', '<', 5, false],
  ];
  for (const [key, operator, value, expected] of rows) {
    assert.equal(await holds(key, operator, value), expected, `${key} ${operator} ${value}`);
  }
});

test('one span satisfies all conditions', async () => {
  store.takeTraces(traces({ shop: [span(1, 1, { name: 'a' })], bank: [span(1, 2, { name: 'b' })] }));
  assert.deepEqual(await found({ service: 'shop', operation: 'a' }), [1]);
  assert.deepEqual(await found({ service: 'shop', operation: 'b' }), []);
});

test('asks for ids, status, duration and parts of names', async () => {
  store.takeTraces(
    traces({
      shop: [
        span(1, 1, {
          name: 'POST /orders',
          status: { code: 1, message: '' },
          attributes: attributes({ 'http.request.id': 'r' }),
        }),
      ],
      bank: [span(2, 2)],
    }),
  );
  const rows: [Partial<TraceQuery>, number[]][] = [
    [{ traceId: traceId(2) }, [2]],
    [{ spanId: spanId(1) }, [1]],
    [{ requestId: 'r' }, [1]],
    [{ status: 1 }, [1]],
    [{ error: false }, [1, 2]],
    [{ minDurationNano: 2_000_000n, maxDurationNano: 2_000_000n }, [1, 2]],
    [{ minDurationNano: 2_000_001n }, []],
    [{ text: ['ORDERS', 'sho'] }, [1]],
    [{ text: ['ORDERS', 'bank'] }, []],
    [{ names: [{ of: 'service', operator: '!=', value: 'shop' }] }, [2]],
    [{ names: [{ of: 'operation', operator: 'contains', value: 'post' }] }, [1]],
  ];
  for (const [query, expected] of rows) assert.deepEqual(await found(query), expected);
});

test('gives pages of traces, newest first', async () => {
  for (const each of [1, 2, 3, 4]) {
    store.takeTraces(traces({ shop: [span(each, each, { startTimeUnixNano: String(10 * (each % 3)) })] }));
  }
  const query = { limit: 3, attributes: [] };
  const { traces: first, next } = await store.searchTraces(query);
  const { traces: second, next: end } = await store.searchTraces({ ...query, before: next! });
  const ids = [first, second].map((page) => page.map((each) => Number(each.traceId)));
  assert.deepEqual([ids, end], [[[2, 1, 4], [3]], undefined]);
});

test('finds trace ids, span ids and request ids, in that order', async () => {
  store.takeTraces(
    traces({
      shop: [span(0xab, 0xcd), span(2, 2, { attributes: attributes({ 'http.request.id': spanId(0xee) }) })],
    }),
  );
  store.takeLogs(logs({ shop: [logRecord(7, 8, { attributes: attributes({ req: { id: 12 } }) })] }));
  const at = async (id: string) => {
    const { kind, traceId } = (await store.find(id)) ?? {};
    return [kind, traceId && Number(`0x${traceId}`)];
  };
  assert.deepEqual(await at(traceId(0xab).toUpperCase()), ['trace', 0xab]);
  assert.deepEqual(await at(spanId(0xcd)), ['span', 0xab]);
  assert.deepEqual(await at(spanId(0xee)), ['request', 2]);
  assert.deepEqual(await at('12'), ['request', 7]);
  assert.deepEqual(await at(traceId(7)), ['trace', 7]);
  assert.deepEqual(await at('nothing'), [undefined, undefined]);
});

test('searches words, phrases and beginnings in the bodies of logs', async () => {
  const bodies = ['Payment läuft', 'payment failed: card', 'the card failed'];
  store.takeLogs(logs({ shop: bodies.map((body) => logRecord(1, 1, { body: { stringValue: body } })) }));
  assert.deepEqual(await lines({ text: 'FAILED card' }), [bodies[2], bodies[1]]);
  assert.deepEqual(await lines({ text: '"card failed"' }), [bodies[2]]);
  assert.deepEqual(await lines({ text: 'pay* lauft' }), [bodies[0]]);
  assert.deepEqual(await lines({ text: 'pay' }), []);
  assert.deepEqual(await lines({ after: '2' }), [bodies[2]]);
  assert.deepEqual(await lines({ before: '2' }), [bodies[0]]);
});

test('counts calls between services, of a server that shares its id too', async () => {
  store.takeTraces(
    traces({
      shop: [span(1, 1, { kind: 2 }), span(1, 2, { kind: 3, parentSpanId: spanId(1) })],
      bank: [span(1, 2, { kind: 2, parentSpanId: spanId(1), status: { code: 2, message: '' } })],
      vault: [span(1, 3, { parentSpanId: spanId(77) })],
    }),
  );
  assert.deepEqual(await store.calls({}), [
    { parent: 'shop', child: 'bank', callCount: 1, errorCount: 1 },
    { parent: 'shop', child: 'shop', callCount: 1, errorCount: 0 },
  ]);
  assert.deepEqual(await store.calls({ fromUnixNano: 1_000_001n }), []);
});

test('tells of changes', async () => {
  const versions: number[] = [];
  const end = store.onChange(({ version }) => versions.push(version));
  store.takeTraces(traces({ shop: [span(1, 1)] }));
  end();
  store.takeTraces(traces({ shop: [span(1, 2)] }));
  assert.deepEqual(versions, [1]);
  assert.partialDeepStrictEqual(store.status(), { spans: 2, traces: 1, version: 2 });
});
