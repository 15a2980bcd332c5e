import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { OtlpLogs, OtlpTraces } from '@waymark/otlp';
import { startViewer, type Viewer, type ViewerOptions } from './start-viewer.ts';
import { attributes, logRecord, logs, span, traceId, traces } from './store/oracle/samples.ts';
import { printTrace } from './terminal/trace-text.ts';

async function open(t: TestContext, options: ViewerOptions = {}): Promise<Viewer> {
  const viewer = await startViewer({ port: 0, ...options });
  t.after(() => viewer.close());
  return viewer;
}

async function post(viewer: Viewer, path: string, body: OtlpTraces | OtlpLogs): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(viewer.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.text());
}

const json = async (viewer: Viewer, path: string) => (await fetch(viewer.url + path)).json();

test('what is sent can be read in this process, printed, and asked for over HTTP', async (t) => {
  const viewer = await open(t);
  const failed = { status: { code: 2, message: 'no' }, attributes: attributes({ 'http.request.id': 'r-1' }) };
  await post(viewer, '/v1/traces', traces({ shop: [span(1, 1, failed)], cron: [span(2, 2)] }));
  await post(viewer, '/v1/logs', logs({ shop: [logRecord(1, 1)] }));
  const { store } = viewer;
  const [trace] = await store.recentTraces({ error: true, limit: 1 });
  assert.equal(trace?.traceId, traceId(1));
  assert.equal((await store.recentTraces()).length, 2);
  assert.deepEqual(await store.services(), ['cron', 'shop']);
  assert.match(printTrace((await store.trace('r-1'))!), /shop SERVER GET ✗ no.*\n +· INFO +hello/);
  assert.equal(await store.trace('r-2'), undefined);
  assert.partialDeepStrictEqual(await json(viewer, '/api/waymark/traces?where=request%3Dr-1'), {
    traces: [{ traceId: traceId(1) }],
  });
  assert.partialDeepStrictEqual(await json(viewer, '/api/waymark/status'), {
    spans: 2,
    otlpHttp: viewer.url,
  });
  assert.deepEqual((await json(viewer, '/api/services')).data, ['cron', 'shop']);
  assert.deepEqual(await json(viewer, '/api/unknown'), { error: 'there is no /api/unknown here' });
});

test('everything leaves in one answer, however many parts it has, and arrives elsewhere', async (t) => {
  const [viewer, other] = [await open(t), await open(t)];
  const large = attributes({ text: 'x'.repeat(20_000) });
  for (let id = 1; id <= 300; id++) {
    await post(viewer, '/v1/traces', traces({ shop: [span(id, id, { attributes: large })] }));
  }
  await post(viewer, '/v1/logs', logs({ shop: [logRecord(1, 1), logRecord(0, 0)] }));
  const answer = await fetch(`${viewer.url}/api/waymark/export`);
  assert.equal(answer.headers.get('content-type'), 'application/x-ndjson');
  assert.match(answer.headers.get('content-disposition')!, /waymark\.jsonl/);
  assert.equal(answer.headers.get('waymark-next-part'), null);
  const lines = await answer.text();
  assert.equal(lines.trimEnd().split('\n').length, 301);
  for (const [body, packing] of [[lines], [gzipSync(lines), 'gzip']] as const) {
    const headers = {
      'content-type': 'application/x-ndjson',
      ...(packing && { 'content-encoding': packing }),
    };
    const imported = await fetch(`${other.url}/api/waymark/import`, { method: 'POST', headers, body });
    assert.deepEqual(await imported.json(), { spans: 300, logs: 2, rejected: 0 });
  }
  const { spans, logs: lineCount } = await other.store.status();
  assert.deepEqual([spans, lineCount], [300, 2]);
  assert.deepEqual(await other.store.trace(traceId(7)), await viewer.store.trace(traceId(7)));
});

test('an import says which line is bad, also behind the first megabytes', async (t) => {
  const viewer = await open(t);
  const line = JSON.stringify(traces({ shop: [span(1, 1, { name: 'x'.repeat(1_000_000) })] }));
  const body = `${Array.from({ length: 9 }, () => line).join('\n')}\n{"resourceSpans":7}\n`;
  const send = (text: string, type = 'application/json') =>
    fetch(`${viewer.url}/api/waymark/import`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: text,
    });
  const bad = await send(body);
  assert.equal(bad.status, 400);
  assert.match((await bad.json()).error, /^line 10 is not OTLP-JSON/);
  assert.equal((await viewer.store.status()).spans, 1);
  assert.equal((await send(line, 'text/plain')).status, 415);
  const small = await open(t, { maxBodyBytes: 1_000_000 });
  const headers = { 'content-type': 'application/json' };
  const long = await fetch(`${small.url}/api/waymark/import`, { method: 'POST', headers, body: line });
  assert.equal(long.status, 413);
});

test('closes what it opened when the port is taken', async (t) => {
  const { port } = await open(t);
  await assert.rejects(startViewer({ port }), /port \d+ is taken/);
});
