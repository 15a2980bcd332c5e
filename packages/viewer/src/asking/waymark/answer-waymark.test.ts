import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { OtlpSpan } from '@waymark/otlp';
import { NaiveStore } from '../../store/oracle/naive-store.ts';
import { attributes, logRecord, logs, span, spanId, traceId, traces } from '../../store/oracle/samples.ts';
import { answerWaymark } from './answer-waymark.ts';
import { exportLines } from './export.ts';
import { NEXT_PART } from './next-part.ts';
import { noticeOf } from './status.ts';

let store: NaiveStore;
beforeEach(() => {
  store = new NaiveStore();
});

const T = 1_790_000_000_000_000_000n;
const at = (start: number, end: number): Partial<OtlpSpan> => ({
  startTimeUnixNano: String(T + BigInt(start)),
  endTimeUnixNano: String(T + BigInt(end)),
});
const below = (parent: number) => ({ parentSpanId: spanId(parent) });
const FAILED = { status: { code: 2, message: 'no' } };

/** The shop calls the bank, which fails; a span of the bank hangs on one that did not arrive. */
function addCheckout(): void {
  store.takeTraces(
    traces({
      shop: [
        span(1, 1, {
          ...at(0, 100),
          name: 'POST /checkout',
          attributes: attributes({ 'http.request.id': 'r-1' }),
        }),
        span(1, 2, { ...at(10, 60), ...below(1), name: 'POST', kind: 3 }),
      ],
      bank: [
        span(1, 3, {
          ...at(20, 50),
          ...below(2),
          ...FAILED,
          name: 'POST /pay',
          attributes: attributes({ amount: 12 }),
        }),
        span(1, 4, { ...at(30, 20), ...below(9), name: 'audit', kind: 1, droppedEventsCount: 1 }),
      ],
    }),
  );
}

async function ask(path: string, init: { method?: string; body?: string } = {}) {
  const [pathname = '', search] = path.split('?');
  const { status, type, body } = await answerWaymark(
    { store },
    {
      method: init.method ?? 'GET',
      path: `/api/waymark/${pathname}`,
      query: new URLSearchParams(search),
      ...(init.body === undefined ? {} : { body: Buffer.from(init.body) }),
    },
  );
  return { status, type, body: String(body) };
}

async function json(path: string, status = 200) {
  const answer = await ask(path);
  assert.deepEqual([answer.status, answer.type], [status, 'application/json'], answer.body);
  return JSON.parse(answer.body);
}

test('lists traces that a filter finds', async () => {
  addCheckout();
  store.takeTraces(traces({ cron: [span(2, 5, at(500, 600))] }));
  const checkout = {
    traceId: traceId(1),
    rootService: 'shop',
    rootName: 'POST /checkout',
    hasRoot: true,
    startUnixNano: String(T),
    durationNano: 100,
    spanCount: 4,
    errorCount: 1,
    services: [
      { name: 'shop', spanCount: 2, errorCount: 0 },
      { name: 'bank', spanCount: 2, errorCount: 1 },
    ],
    requestId: 'r-1',
  };
  assert.deepEqual(await json('traces?where=status%3Derror'), { traces: [checkout] });
  assert.deepEqual((await json('traces')).traces.length, 2);
  const { traces: first, next } = await json('traces?limit=1');
  assert.equal(first[0].traceId, traceId(2));
  assert.deepEqual(await json(`traces?limit=1&before=${encodeURIComponent(next)}`), { traces: [checkout] });
  assert.deepEqual((await json(`traces?from=${T + 500n}&to=${T + 501n}`)).traces.length, 1);
  assert.deepEqual((await json(`traces?from=${T + 501n}`)).traces, []);
});

test('gives the skeleton of a trace by any of its ids', async () => {
  addCheckout();
  const expected = {
    traceId: traceId(1),
    startUnixNano: String(T),
    requestId: 'r-1',
    services: ['shop', 'bank'],
    names: ['POST /checkout', 'POST', 'POST /pay', 'audit'],
    spanId: [1, 2, 3, 4].map(spanId),
    parent: [-1, 0, 1, -2],
    service: [0, 0, 1, 1],
    name: [0, 1, 2, 3],
    kind: [2, 3, 2, 1],
    status: [0, 0, 2, 0],
    start: [0, 10, 20, 30],
    duration: [100, 50, 30, 0],
    pending: [],
    warnings: [],
  };
  for (const id of [traceId(1), traceId(1).toUpperCase(), spanId(3), 'r-1'])
    assert.deepEqual(await json(`traces/${id}/skeleton`), expected);
});

test('hangs a server on the client whose id it shares, and its own spans on it', async () => {
  store.takeTraces(
    traces({
      shop: [span(1, 1, { ...at(0, 9), kind: 3 }), span(1, 4, { ...at(3, 4), ...below(1), kind: 1 })],
      bank: [span(1, 1, { ...at(1, 8), kind: 2 }), span(1, 2, { ...at(2, 3), ...below(1), kind: 1 })],
    }),
  );
  assert.deepEqual((await json(`traces/${traceId(1)}/skeleton`)).parent, [-1, 0, 1, 0]);
});

test('gives all of a span, and what is odd about it', async () => {
  addCheckout();
  const { spans } = await json(`traces/r-1/spans/${spanId(4)}`);
  assert.partialDeepStrictEqual(spans, [
    {
      service: 'bank',
      span: { spanId: spanId(4), name: 'audit' },
      resource: { attributes: attributes({ 'service.name': 'bank' }) },
      warnings: ['It ends before it starts.', 'Its sender dropped 1 event.'],
    },
  ]);
  for (const id of [spanId(7), 'xyz'])
    assert.match((await json(`traces/r-1/spans/${id}`, 404)).error, /has no span "/);
  assert.match((await json('traces/r-1/events?span=xyz', 400)).error, /"xyz" is no span id/);
});

test('gives events and log records of a trace', async () => {
  const event = (time: number) => ({
    name: `e${time}`,
    timeUnixNano: String(time),
    attributes: [],
    droppedAttributesCount: 0,
  });
  store.takeTraces(
    traces({ shop: [span(1, 1, { events: [event(3), event(1)] }), span(1, 2, { events: [event(2)] })] }),
  );
  store.takeLogs(
    logs({
      shop: [logRecord(1, 1), logRecord(0, 0, { body: { stringValue: 'other' }, severityNumber: 17 })],
    }),
  );
  const names = async (path: string) => {
    const { events, more } = await json(`traces/${traceId(1)}/events${path}`);
    return [...events.map((each: { event: { name: string } }) => each.event.name), more];
  };
  assert.deepEqual(await names(''), ['e1', 'e2', 'e3', false]);
  assert.deepEqual(await names(`?span=${spanId(1)}&limit=1`), ['e1', true]);
  assert.deepEqual(await json(`logs?trace=${traceId(1)}`), {
    logs: [
      {
        id: '1',
        timeUnixNano: '1500000',
        service: 'shop',
        severityNumber: 9,
        severityText: 'INFO',
        scope: 'tests',
        attributes: [],
        body: { stringValue: 'hello' },
        traceId: traceId(1),
        spanId: spanId(1),
      },
    ],
  });
  const ids = async (query: string) => (await json(`logs?${query}`)).logs.map(({ id }: { id: string }) => id);
  assert.deepEqual(await ids('severity=error'), ['2']);
  assert.deepEqual(await ids('where=hello&service=shop'), ['1']);
  assert.deepEqual(await ids('text=other&after=1'), ['2']);
  assert.deepEqual(await ids('after=2'), []);
  assert.partialDeepStrictEqual(await json('logs/2'), { log: { id: '2' }, resource: {} });
  await json('logs/3', 404);
});

test('finds spans of a trace, names, and where an id leads', async () => {
  addCheckout();
  store.takeLogs(logs({ queue: [logRecord(0, 0, { attributes: attributes({ request_id: 'r-2' }) })] }));
  assert.deepEqual(await json('traces/r-1/matches?where=amount%3E11'), { spanIds: [spanId(3)] });
  assert.deepEqual(await json('traces/r-1/matches?where=service%3Dbank%20amount%3E12'), { spanIds: [] });
  assert.deepEqual(await json('traces/r-1/matches?where=pay%20status%3Derror'), { spanIds: [spanId(3)] });
  assert.deepEqual(await json('services'), { names: ['bank', 'queue', 'shop'] });
  assert.deepEqual(await json('operations?service=shop'), { names: ['POST', 'POST /checkout'] });
  assert.deepEqual(await json('attributes?prefix=http'), { names: ['http.request.id'] });
  assert.deepEqual(await json('attributes/service.name'), { names: ['bank', 'shop', 'queue'] });
  assert.deepEqual(await json(`find?id=%20${spanId(2)}`), {
    kind: 'span',
    traceId: traceId(1),
    spanId: spanId(2),
    timeUnixNano: String(T),
  });
  // Of 64 bits.
  store.takeTraces(traces({ zipkin: [span(0xabc, 0xdef)] }));
  assert.partialDeepStrictEqual(await json(`find?id=${spanId(0xabc)}`), {
    kind: 'trace',
    traceId: traceId(0xabc),
  });
  assert.deepEqual((await json(`traces/${spanId(0xabc)}/skeleton`)).spanId, [spanId(0xdef)]);
  assert.partialDeepStrictEqual(await json('find?id=r-2'), { kind: 'request', traceId: '' });
  assert.match((await json('find?id=r-3', 404)).error, /has the trace id, span id or request id "r-3"/);
});

test('draws who calls whom, with their durations and errors', async () => {
  addCheckout();
  assert.deepEqual(await json('map'), {
    services: [
      { name: 'shop', requests: 1, errors: 0, p50Nano: 100, p95Nano: 100, p99Nano: 100 },
      { name: 'bank', requests: 2, errors: 1, p50Nano: 0, p95Nano: 30, p99Nano: 30 },
    ],
    calls: [{ parent: 'shop', child: 'bank', calls: 1, errors: 1, p50Nano: 30, p95Nano: 30 }],
    traces: 1,
    more: false,
    seconds: 1e-7,
  });
  assert.deepEqual((await json('map?where=service%3Dcron')).traces, 0);
});

test('the map has what sends no spans, by who calls it', async () => {
  const call = (id: number, values: Record<string, string>, over: Partial<OtlpSpan> = {}) =>
    span(1, id, { ...at(0, 10), ...below(1), kind: 3, name: 'GET', attributes: attributes(values), ...over });
  store.takeTraces(
    traces({
      shop: [
        span(1, 1, { ...at(0, 100), name: 'POST /checkout' }),
        call(2, { 'db.system.name': 'postgresql', 'db.namespace': 'shop' }, { name: 'SELECT' }),
        call(3, { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' }, { kind: 4 }),
        ...[4, 5, 6, 7, 8, 9, 10, 11, 12].map((id) => call(id, { 'server.address': 'stripe.example' })),
        call(13, { 'server.address': 'mail.example' }, FAILED),
        call(14, {}),
        call(15, { 'server.address': 'shop.example' }),
        span(1, 16, { ...at(1, 5), ...below(15), kind: 2 }),
      ],
    }),
  );
  const { services, calls } = await json('map');
  type Named = { name: string; kind?: string; requests: number; errors: number };
  assert.deepEqual(
    services.map(({ name, kind, requests, errors }: Named) => [name, kind, requests, errors]),
    [
      ['shop', undefined, 2, 0],
      ['postgresql shop', 'database', 1, 0],
      ['kafka orders', 'queue', 1, 0],
      ['stripe.example', 'external', 9, 0],
      ['mail.example', 'external', 1, 1],
    ],
  );
  type Call = { parent: string; child: string; calls: number };
  const toItself = calls.filter(({ parent, child }: Call) => parent === child);
  assert.deepEqual([toItself.length, toItself[0].calls], [1, 1]);
});

test('looks at no more spans than it needs to name what they call', async () => {
  let read = 0;
  const spansOf = store.spansOf.bind(store);
  store.spansOf = async (id, only) => {
    read += only?.size ?? 0;
    return spansOf(id, only);
  };
  const database = attributes({ 'db.system.name': 'redis' });
  for (let id = 1; id <= 30; id++) {
    const call = { ...at(0, 10), kind: 3, name: 'GET key', attributes: database };
    store.takeTraces(traces({ shop: [span(id, 1, at(0, 100)), span(id, 2, { ...call, ...below(1) })] }));
  }
  const { services } = await json('map');
  assert.deepEqual([services[1].name, services[1].requests, read], ['redis', 30, 8]);
});

test('prints a trace as text', async () => {
  addCheckout();
  const { type, body } = await ask('traces/r-1/text?width=80');
  assert.equal(type, 'text/plain');
  assert.match(body, /^trace 0+1 · request id r-1\n/);
  assert.match(body, /bank SERVER POST \/pay ✗ no/);
});

test('what is exported can be imported, and is the same; a second time it adds nothing', async () => {
  addCheckout();
  store.takeTraces(traces({ cron: [span(2, 5, at(500, 600))] }));
  store.takeLogs(logs({ shop: [logRecord(1, 1), logRecord(0, 0)] }));
  const lines = await exported('');
  const [first, copy] = [store, new NaiveStore()];
  store = copy;
  for (let time = 0; time < 2; time++) {
    const answer = await ask('import', { method: 'POST', body: lines });
    assert.deepEqual(JSON.parse(answer.body), { spans: 5, logs: 2, rejected: 0 });
  }
  assert.deepEqual([copy.status().spans, copy.status().logs], [5, 2]);
  for (const id of [traceId(1), traceId(2)])
    assert.deepEqual(await copy.spansOf(id), await first.spansOf(id));
  const records = async (from: NaiveStore) =>
    (await from.searchLogs({ limit: 9, attributes: [] })).logs.map(({ record }) => record);
  assert.deepEqual(await records(copy), await records(first));
});

test('exports parts', async () => {
  addCheckout();
  store.takeTraces(traces({ cron: [span(2, 5, at(500, 600))] }));
  store.takeLogs(logs({ shop: [logRecord(1, 1), logRecord(0, 0)] }));
  const counts = async (search: string) => {
    const lines = (await exported(search)).split('\n').filter((line) => line !== '');
    return [/"traceId":"0*1"/g, /"severityNumber"/g, /"name":"GET"/g].map(
      (pattern) => lines.join().match(pattern)?.length ?? 0,
    );
  };
  assert.deepEqual(await counts('trace=r-1'), [5, 1, 0]);
  assert.deepEqual(await counts('where=service%3Dcron'), [0, 0, 1]);
  assert.deepEqual(await counts('signal=traces'), [4, 0, 1]);
  assert.deepEqual(await counts('signal=logs'), [1, 2, 0]);
  assert.deepEqual(await counts('signal=logs&where=absent'), [0, 0, 0]);
  await json('export?signal=metrics', 400);
});

test('exports few large traces at a time', async () => {
  const large = (trace: number) => Array.from({ length: 2000 }, (_, i) => span(trace, i + 1));
  store.takeTraces(traces({ shop: [1, 2, 3, 4].flatMap(large) }));
  const query = new URLSearchParams({ signal: 'traces' });
  const { body, headers } = await exportLines({ store, query, names: [] });
  assert.ok(headers?.[NEXT_PART]);
  const idsIn = (text: unknown) => new Set(String(text).match(/"traceId":"0+[1-4]"/g)).size;
  const whole = await exported('signal=traces');
  assert.deepEqual([idsIn(body), idsIn(whole), whole.match(/"spanId"/g)?.length], [3, 4, 8000]);
});

test('what is exported and comes back to where it is adds nothing, however it stands in lines', async () => {
  const twice = logRecord(1, 1, { timeUnixNano: '7', body: { stringValue: 'twice' } });
  store.takeLogs(logs({ shop: [twice, twice], stock: [logRecord(0, 0)] }));
  store.takeLogs(logs({ shop: [logRecord(1, 2), { ...twice, traceId: '' }] }));
  const everything = await exported('signal=logs');
  const some = await exported('signal=logs&where=twice');
  for (const [lines, count] of [
    [some, 3],
    [`${some}${everything}`, 8],
  ] as const) {
    const answer = await ask('import', { method: 'POST', body: lines });
    assert.equal(JSON.parse(answer.body).logs, count);
    assert.equal(store.status().logs, 5);
  }
  const more = JSON.stringify(logs({ shop: [twice, twice, twice] }));
  await ask('import', { method: 'POST', body: more });
  assert.equal(store.status().logs, 6);
});

test('imports an object over several lines, and says which line it cannot read', async () => {
  const printed = JSON.stringify(traces({ shop: [span(1, 1)] }), undefined, 2);
  assert.equal((await ask('import', { method: 'POST', body: printed })).status, 200);
  assert.equal(store.status().spans, 1);
  const bad = `${JSON.stringify(traces({ shop: [span(1, 2)] }))}\n\n{"resourceSpans":7}\n`;
  const { status, body } = await ask('import', { method: 'POST', body: bad });
  assert.deepEqual([status, store.status().spans], [400, 2]);
  assert.match(body, /line 3 is not OTLP-JSON/);
});

test('tells how much there is, and what was dropped', async () => {
  addCheckout();
  const known = { version: 1, spans: 4, logs: 0, traces: 1, bytes: 0 };
  assert.deepEqual(await json('status'), known);
  assert.equal(
    noticeOf({ ...store.status(), dropped: { spans: 1234, logs: 1, lastAtUnixNano: T } }),
    'The oldest data is dropped to stay within the limits: 1,234 spans and 1 log record so far, last at 2026-09-21 14:13:20 UTC.',
  );
});

test('says what is wrong with a question', async () => {
  const rows: [path: string, status: number, error: RegExp][] = [
    ['traces?limit=0', 400, /limit "0" is not a number from 1 to 1000/],
    ['traces?from=yesterday', 400, /from "yesterday" is not a time/],
    ['traces?where=a%3D1%20b%3E', 400, /^filter, character 7: "b>" has no value/],
    ['traces?before=1-2', 400, /before "1-2" is not the end of a page/],
    ['nothing', 404, /there is no \/api\/waymark\/nothing here/],
    ['traces/x/skeleton', 404, /request id "x"/],
    ['traces/%ff/skeleton', 400, /not valid percent-encoding/],
    ['traces/a/b', 404, /there is no/],
    ['find', 400, /find needs an id/],
    ['import', 405, /does not answer to GET, but to POST/],
  ];
  for (const [path, status, error] of rows) assert.match((await json(path, status)).error, error, path);
});

/** All parts as one. */
async function exported(search: string): Promise<string> {
  const query = new URLSearchParams(search);
  for (let text = ''; ; ) {
    const { body, headers } = await exportLines({ store, query, names: [] });
    text += body;
    const next = headers?.[NEXT_PART];
    if (next === undefined) return text;
    query.set('before', next);
  }
}
