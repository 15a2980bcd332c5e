import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { printTrace } from './trace-text.ts';
import { startViewer, type Viewer } from './viewer.ts';

let viewer: Viewer;
beforeEach(async () => {
  viewer = await startViewer({ maxBodyBytes: 10_000 });
});
afterEach(() => viewer.close());

const TRACE = '463ac35c9f6413ad';
const span = (service: string, kind: string, name: string, id: string, more: object = {}) => ({
  traceId: TRACE,
  id,
  kind,
  name,
  timestamp: 1_790_000_000_000_000 + Number.parseInt(id, 16) * 1000,
  duration: 1000,
  localEndpoint: { serviceName: service },
  ...more,
});

/** What Zipkin's libraries send where a server joins its caller's span. */
const joined = [
  span('shop', 'SERVER', 'post /checkout', '1', { tags: { 'http.request.id': 'r-42' }, duration: 9000 }),
  span('shop', 'CLIENT', 'post', '2', { parentId: '1', duration: 8000 }),
  span('till', 'SERVER', 'post /pay', '2', {
    parentId: '1',
    shared: true,
    duration: 7000,
    tags: { error: 'declined' },
    annotations: [{ timestamp: 1_790_000_000_002_000, value: 'no money {"log.severity":"WARN"}' }],
  }),
  span('till', '', 'look', '3', { parentId: '2' }),
];

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${viewer.url}/api/v2/spans`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });

test('takes spans of Zipkin’s libraries, and shows client and server of one id as two', async () => {
  const response = await post(gzipSync(JSON.stringify(joined)), { 'content-encoding': 'gzip' });
  assert.equal(response.status, 202);
  assert.equal(await response.text(), '');
  const trace = viewer.store.trace('r-42')!;
  assert.equal(trace.traceId, TRACE.padStart(32, '0'));
  const shown = printTrace(trace)
    .split('\n')
    .slice(3)
    .map((line) => line.replace(/ {2,}\d.*$/, ''));
  assert.deepEqual(shown, [
    'shop SERVER post /checkout',
    '└─ shop CLIENT post',
    '   └─ till SERVER post /pay ✗ declined',
    '      │ · WARN  no money',
    '      └─ till INTERNAL look',
  ]);
});

test('keeps each server that shares a span, as where a proxy sent a call once more', async () => {
  const again = span('till-2', 'SERVER', 'post /pay', '2', { parentId: '1', shared: true });
  await post(JSON.stringify([...joined, again]));
  assert.match(printTrace(viewer.store.trace('r-42')!), /till SERVER.*till-2 SERVER/s);
});

test('takes protobuf', async () => {
  const bytes = '0a 1c 0a 08 463ac35c9f6413ad 1a 08 0000000000000001 2a 06 736561726368';
  const response = await post(Buffer.from(bytes.replaceAll(' ', ''), 'hex'), {
    'content-type': 'application/x-protobuf',
  });
  assert.equal(response.status, 202);
  assert.equal(viewer.store.trace(TRACE.padStart(32, '0'))!.spans[0]!.name, 'search');
});

test('a request that is sent again adds nothing', async () => {
  for (let i = 0; i < 2; i++) assert.equal((await post(JSON.stringify(joined))).status, 202);
  assert.equal(viewer.store.trace('r-42')!.spans.length, 4);
});

for (const [what, status, body, headers] of [
  ['no JSON', 400, '{', {}],
  ['a span without ids', 400, '[{}]', {}],
  ['version 1', 400, '[{"traceId":"1","id":"1","binaryAnnotations":[]}]', {}],
  ['what a form on a page elsewhere can send', 415, '[]', { 'content-type': 'text/plain' }],
  ['a type that every object knows', 415, '[]', { 'content-type': 'constructor' }],
  ['an encoding that is not known', 415, '[]', { 'content-encoding': 'br' }],
  ['too much', 413, `["${'x'.repeat(10_000)}"]`, {}],
] as const) {
  test(`answers ${status} to ${what}, and keeps nothing`, async () => {
    const response = await post(body, headers);
    assert.equal(response.status, status);
    assert.match(await response.text(), /^\S.*\n$/);
    assert.deepEqual(viewer.store.recentTraces(), []);
  });
}

test('answers 405 to whoever asks there', async () => {
  assert.equal((await fetch(`${viewer.url}/api/v2/spans`)).status, 405);
});
