/** Next.js, which makes spans of its own: one SERVER span a request, with the route, and Next's others below it. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  type OtlpServer,
  registerPath,
  runNode,
  startNode,
  startOtlpServer,
  type TestSpan,
} from '@waymark/testing';

const cwd = fileURLToPath(new URL('.', import.meta.url));
const next = fileURLToPath(new URL('node_modules/next/dist/bin/next', import.meta.url));
const START = ['start', '--port', '0', '--hostname', '127.0.0.1'];

function environment(sink: OtlpServer): Record<string, string> {
  return {
    NODE_OPTIONS: `--require ${registerPath}`,
    NEXT_TELEMETRY_DISABLED: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_METRICS_EXPORTER: 'none',
  };
}

before(async () => {
  await using sink = await startOtlpServer();
  const build = await runNode(next, { args: ['build'], cwd, env: environment(sink), timeoutMs: 300_000 });
  assert.equal(build.code, 0, build.stdout + build.stderr);
  // A build, its workers included, is nobody's service.
  assert.doesNotMatch(build.stdout + build.stderr, /waymark:/);
  assert.deepEqual(sink.requests, []);
});

/** Path, status, and the name of the SERVER span. The items are behind a proxy, so Next handles them twice. */
const REQUESTS: [path: string, status: number, name: string][] = [
  ['/', 200, 'GET /'],
  ['/items/7', 200, 'GET /items/[slug]'],
  ['/api/orders/7', 200, 'GET /api/orders/[id]'],
  ['/api/stock', 200, 'GET /api/stock'],
  ['/api/fail', 500, 'GET /api/fail'],
  ['/broken', 500, 'GET /broken'],
  ['/nowhere', 404, 'GET'],
];

test('next start: a request is one trace with one SERVER span, named by its route', async () => {
  await using sink = await startOtlpServer();
  await using running = startNode(next, { args: START, cwd, env: environment(sink), timeoutMs: 300_000 });
  const [, origin] = await running.waitForLine(/Local: +(http\S+)/, 60_000);
  await running.waitForLine(/Ready in/, 60_000);
  for (const [path, status, name] of REQUESTS) {
    const response = await fetch(origin + path);
    await response.text();
    const traceId = response.headers.get('x-request-id');
    const isOurs = (span: TestSpan) => span.traceId === traceId;
    await sink.waitForSpans((spans) => spans.some((span) => isOurs(span) && span.kind === 'SERVER'), 30_000);
    const servers = sink.spans.filter((span) => isOurs(span) && span.kind === 'SERVER');
    assert.deepEqual(
      servers.map((span) => [span.name, span.parentSpanId, span.attributes['url.path'], response.status]),
      [[name, undefined, path, status]],
    );
    assert.equal(servers[0]!.attributes['http.target'], undefined);
    assert.equal(servers[0]!.status.code, status === 500 ? 'ERROR' : 'UNSET');
    assert.equal(servers[0]!.service, 'waymark-test-next');
  }
  await running.kill();
  assert.equal(running.stderr.match(/^waymark: /gm)?.length, 1, running.stderr);
  const parentOf = (name: string) => {
    const { parentSpanId } = sink.spans.find((span) => span.name === name)!;
    return sink.spans.find(({ spanId }) => spanId === parentSpanId)?.name;
  };
  // Next's own spans are kept, each below the span of its request; databases stay outside of what it bundles.
  assert.equal(parentOf('render route (app) /items/[slug]'), 'GET /items/[slug]');
  assert.equal(parentOf('executing api route (app) /api/stock'), 'GET /api/stock');
  assert.equal(parentOf('pg.connect'), 'executing api route (app) /api/stock');
  sink.assertClean();
});
