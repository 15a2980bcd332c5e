/** What Zipkin's clients ask. A real Zipkin is asked the same in test/viewer. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { intakeOf } from '../../receiving/intake.ts';
import { NaiveStore } from '../../store/oracle/naive-store.ts';
import { answerZipkin } from './index.ts';

const store = new NaiveStore();
const NOW = Date.now() * 1000;
const TRACE = '5b8efff798038103d269b633813fc60c';

async function ask(url: string, method = 'GET') {
  const { pathname: path, searchParams: query } = new URL(url, 'http://viewer');
  const answer = await answerZipkin(store, { method, path, query });
  if (answer === undefined) return undefined;
  const body = String(answer.body);
  return { status: answer.status, body: answer.type === 'application/json' ? JSON.parse(body) : body };
}

async function send(spans: object[]) {
  await intakeOf(store).take('traces', 'zipkin-json', Buffer.from(JSON.stringify(spans)));
}

const span = (id: number, serviceName: string, more: object = {}) => ({
  traceId: TRACE,
  id: id.toString(16).padStart(16, '0'),
  name: `Op ${id}`,
  timestamp: NOW - 5_000_000 + id,
  duration: 1000,
  localEndpoint: { serviceName },
  ...more,
});

before(async () => {
  await send([
    span(1, 'Web', { kind: 'CLIENT', remoteEndpoint: { serviceName: 'Shop' } }),
    span(1, 'shop', { kind: 'SERVER', shared: true, tags: { error: 'sold out', sku: 'T-1' } }),
    span(2, 'shop', { parentId: '1', annotations: [{ timestamp: NOW - 4_000_000, value: 'cache.miss' }] }),
  ]);
  for (let each = 0; each < 250; each++)
    await send([
      {
        ...span(1, each % 2 === 0 ? 'Many' : 'many'),
        traceId: (each + 1).toString(16),
        timestamp: NOW - 60_000_000 - each * 1_000,
      },
    ]);
});

test('client and server that share an id stay apart, as they were sent', async () => {
  const trace = (await ask(`/api/v2/trace/${TRACE}`))?.body;
  assert.deepEqual(trace, [
    {
      traceId: TRACE,
      id: '0000000000000001',
      kind: 'SERVER',
      name: 'op 1',
      timestamp: NOW - 4_999_999,
      duration: 1000,
      localEndpoint: { serviceName: 'shop' },
      tags: { error: 'sold out', sku: 'T-1' },
      shared: true,
    },
    {
      traceId: TRACE,
      id: '0000000000000001',
      kind: 'CLIENT',
      name: 'op 1',
      timestamp: NOW - 4_999_999,
      duration: 1000,
      localEndpoint: { serviceName: 'web' },
      remoteEndpoint: { serviceName: 'shop' },
    },
    {
      traceId: TRACE,
      parentId: '0000000000000001',
      id: '0000000000000002',
      name: 'op 2',
      timestamp: NOW - 4_999_998,
      duration: 1000,
      localEndpoint: { serviceName: 'shop' },
      annotations: [{ timestamp: NOW - 4_000_000, value: 'cache.miss' }],
    },
  ]);
});

test("Grafana's data source: services, spans, search, one trace, dependencies", async () => {
  assert.deepEqual((await ask('/api/v2/services'))?.body, ['many', 'shop', 'web']);
  assert.deepEqual((await ask('/api/v2/spans?serviceName=shop'))?.body, ['op 1', 'op 2']);
  assert.deepEqual((await ask('/api/v2/remoteServices?serviceName=WEB'))?.body, ['shop']);
  const found = await ask('/api/v2/traces?serviceName=shop&annotationQuery=cache.miss%20and%20sku%3DT-1');
  assert.equal(found?.body.length, 1);
  const links = [{ parent: 'web', child: 'shop', callCount: 1, errorCount: 1 }];
  assert.deepEqual((await ask(`/api/v2/dependencies?endTs=${Date.now()}&lookback=30000`))?.body, links);
});

test('a service whose name is written in two ways is one, page after page, newest first', async () => {
  const found = (await ask('/api/v2/traces?serviceName=many&limit=240'))?.body as { traceId: string }[][];
  assert.deepEqual(
    found.map(([first]) => Number.parseInt(first!.traceId, 16)),
    Array.from({ length: 240 }, (_, at) => at + 1),
  );
  assert.equal((await ask('/api/v2/traces?serviceName=many&limit=1000'))?.body.length, 250);
});

test('a span without a name, and a service without one, are not listed', async () => {
  const nameless = new NaiveStore();
  const sent = Buffer.from(JSON.stringify([{ traceId: '1', id: '1', timestamp: NOW }]));
  await intakeOf(nameless).take('traces', 'zipkin-json', sent);
  const { traceId, id: spanId } = span(3, '');
  const otlp = { traceId, spanId, startTimeUnixNano: `${NOW}000`, endTimeUnixNano: `${NOW}000` };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [otlp] }] }] });
  await intakeOf(nameless).take('traces', 'json', Buffer.from(body));
  const answer = async (path: string) =>
    String((await answerZipkin(nameless, { method: 'GET', path, query: new URLSearchParams() }))?.body);
  assert.equal(await answer('/api/v2/services'), '[]');
  const [shown] = JSON.parse(await answer(`/api/v2/trace/${traceId}`));
  assert.deepEqual(shown, { traceId, id: spanId, timestamp: NOW, duration: 1 });
});

test('what is not found is text', async () => {
  assert.deepEqual(await ask('/api/v2/trace/ffff'), { status: 404, body: '000000000000ffff not found' });
  assert.equal((await ask('/api/v2/trace/x'))?.status, 400);
  for (const path of ['/api/v2/nope', '/api/v2/trace/', '/api/v2/trace/1/2'])
    assert.equal(await ask(path), undefined, path);
  assert.equal(await ask('/api/v2/spans', 'POST'), undefined);
});
