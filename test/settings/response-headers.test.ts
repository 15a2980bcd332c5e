/** WAYMARK_RESPONSE_HEADERS, and what callers say of themselves, in real processes of both engines. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startNode, startOtlpServer } from '@waymark/testing';

const app = fileURLToPath(new URL('answering.cjs', import.meta.url));
const OURS = [
  'x-request-id',
  'server-timing',
  'access-control-expose-headers',
  'x-response-time',
  'x-service-name',
];

type Heads = Record<string, Record<string, string | undefined>>;
type Attributes = Readonly<Record<string, unknown>>;
interface Answered {
  heads: Heads;
  spans: Attributes[];
  stderr: string;
}

/** The heads of a response each over HTTP/1, over HTTP/2 and where the application set a Server-Timing, and the SERVER spans. */
async function answered(env: Record<string, string>): Promise<Answered> {
  await using sink = await startOtlpServer();
  const settings = {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_SERVICE_NAME: 'shop',
    ...env,
  };
  await using running = startNode(app, { register: 'require', env: settings, ipc: true });
  const [, port, port2] = await running.waitForLine(/listening on (\d+) and (\d+)/);
  const headers = { 'x-service-name': 'web', 'x-request-start': `t=${Date.now() - 1000}` };
  const by1 = async (path: string) =>
    Object.fromEntries((await fetch(`http://127.0.0.1:${port}${path}`, { headers })).headers);
  const heads = { http: await by1('/'), own: await by1('/own'), http2: await by2(port2!, headers) };
  running.child.send('quit');
  await running.exited;
  const spans = sink.spans
    .filter(({ kind }) => kind === 'SERVER')
    .map(({ attributes, traceId, spanId }) => ({ ...attributes, traceId, spanId }));
  return { heads: heads as Heads, spans, stderr: running.stderr };
}

async function by2(port: string, headers: Record<string, string>) {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  const stream = session.request({ ':path': '/', ...headers });
  const [head] = await once(stream, 'response');
  stream.resume();
  await once(stream, 'close');
  session.close();
  return head;
}

const shown = (head: Heads[string]) => OURS.filter((name) => head[name] !== undefined);
const ALL = { WAYMARK_RESPONSE_HEADERS: 'request-id,trace,time,service' };

describe('what responses carry', () => {
  test('is the request id, until something else is said', async () => {
    const { heads } = await answered({});
    assert.deepEqual([shown(heads['http']!), shown(heads['http2']!)], [['x-request-id'], ['x-request-id']]);
  });

  test('is all that the list names, but where the application says its own', async () => {
    const { heads, spans } = await answered(ALL);
    for (const by of ['http', 'http2'] as const) {
      const head = heads[by]!;
      assert.deepEqual(shown(head), OURS, by);
      const [, traceId, spanId, millis] =
        /^traceparent;desc="00-(\w{32})-(\w{16})-0[13]", total;dur=(\d+\.\d)$/.exec(head['server-timing']!) ??
        [];
      assert.ok(spans.some((span) => span['traceId'] === traceId && span['spanId'] === spanId));
      assert.deepEqual([head['x-response-time'], head['x-service-name']], [`${millis}ms`, 'shop']);
    }
    assert.equal(heads['own']!['server-timing'], 'db;dur=5');
    assert.deepEqual(
      shown(heads['own']!),
      OURS.filter((name) => name !== 'access-control-expose-headers'),
    );
  });

  test('is nothing where nothing is named, or request ids are off', async () => {
    const offs: Record<string, string>[] = [
      { WAYMARK_RESPONSE_HEADERS: 'none' },
      { WAYMARK_REQUEST_ID: 'off' },
    ];
    for (const env of offs) {
      const { heads } = await answered(env);
      assert.deepEqual([shown(heads['http']!), shown(heads['http2']!)], [[], []]);
      assert.deepEqual(shown(heads['own']!), ['server-timing']);
    }
  });

  test('is no name that a header cannot have, and one line says so', async () => {
    for (const engine of ['waymark', 'upstream']) {
      const env = {
        WAYMARK_RESPONSE_HEADERS: 'service',
        OTEL_SERVICE_NAME: 'my shop',
        WAYMARK_ENGINE: engine,
      };
      const { heads, stderr } = await answered(env);
      assert.deepEqual([shown(heads['http']!), shown(heads['http2']!)], [[], []]);
      const lines = stderr.split('\n').filter((line) => line.includes('X-Service-Name'));
      assert.equal(lines.length, 1, stderr);
      assert.match(
        lines[0]!,
        /WAYMARK_RESPONSE_HEADERS: the service.name "my shop" is no value of X-Service-Name/,
      );
    }
  });

  test('is what code says, in place of the list', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'waymark-responses-'));
    try {
      const file = join(folder, 'waymark.config.mjs');
      writeFileSync(file, "export default { responseHeaders: ['service', 'time'] };");
      for (const [engine, expected] of [
        ['waymark', ['server-timing', 'x-response-time', 'x-service-name']],
        ['upstream', ['x-service-name']],
      ] as const) {
        const { heads } = await answered({ ...ALL, WAYMARK_ENGINE: engine, WAYMARK_CONFIG: file });
        assert.deepEqual(shown(heads['http']!), expected);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("with upstream's engine is what its hook knows", async () => {
    const { heads, spans } = await answered({ ...ALL, WAYMARK_ENGINE: 'upstream' });
    assert.deepEqual(
      shown(heads['http']!),
      OURS.filter((name) => name !== 'x-response-time'),
    );
    assert.match(heads['http']!['server-timing']!, /^traceparent;desc="00-\w{32}-\w{16}-0[13]"$/);
    assert.equal(heads['own']!['server-timing'], 'db;dur=5');
    assert.equal(spans.length, 2);
  });
});

for (const engine of ['waymark', 'upstream']) {
  test(`${engine}: the span tells who called and how long the request waited`, async () => {
    const { spans } = await answered({ WAYMARK_ENGINE: engine });
    assert.equal(spans.length, engine === 'waymark' ? 3 : 2);
    for (const span of spans) {
      assert.equal(span['service.peer.name'], 'web');
      const waited = span['http.server.request.queue_duration'] as number;
      assert.ok(waited >= 1 && waited < 10, `${waited} s`);
    }
  });
}

test('what an untrusted caller says of itself is not recorded, in either engine', async () => {
  for (const engine of ['waymark', 'upstream']) {
    const { spans } = await answered({ WAYMARK_ENGINE: engine, WAYMARK_TRUST_INBOUND: 'never' });
    assert.notEqual(spans.length, 0);
    for (const span of spans) {
      assert.equal(span['service.peer.name'], undefined, engine);
      assert.equal(span['http.server.request.queue_duration'], undefined, engine);
    }
  }
});
