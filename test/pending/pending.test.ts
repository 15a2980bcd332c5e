/** Spans that still run are announced to a viewer, and to nobody else: ARCHITECTURE.md, "What a viewer is told besides". */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { OtlpSpan } from '@waymark/otlp';
import { type NodeProcess, startNode } from '@waymark/testing';
import { startViewerDouble, type ViewerDouble } from './viewer-double.ts';

const APP = fileURLToPath(new URL('app.cjs', import.meta.url));
const VIEWER = { 'waymark-viewer': 'pending=1' };

const OTHERS: [who: string, headers: Record<string, string>][] = [
  ['whoever does not ask for it', {}],
  ['a viewer that wants something else', { 'waymark-viewer': 'pending=0; \xff=;' }],
];

function start(viewer: ViewerDouble, env: Record<string, string> = {}): NodeProcess {
  return startNode(APP, {
    register: 'require',
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: viewer.url,
      OTEL_SERVICE_NAME: 'slow',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_BLRP_SCHEDULE_DELAY: '50',
      OTEL_METRICS_EXPORTER: 'none',
      ...env,
    },
  });
}

/** Has the process learn whom it talks to, by a first request. */
async function urlOf(app: NodeProcess, viewer: ViewerDouble): Promise<string> {
  const [, port] = await app.waitForLine(/listening on (\d+)/);
  await (await fetch(`http://127.0.0.1:${port}/first`)).text();
  await viewer.until(() => viewer.requests.includes('/v1/traces'));
  await sleep(50);
  return `http://127.0.0.1:${port}`;
}

/** What it has written by then. */
async function endOf(app: NodeProcess): Promise<string> {
  return (await app.kill('SIGUSR2')).stdout;
}

const attribute = (span: OtlpSpan, name: string) => span.attributes.find(({ key }) => key === name)?.value;

for (const engine of ['waymark', 'upstream']) {
  test(`${engine}: a request that takes long is announced as it is so far, and no quick one`, async () => {
    await using viewer = await startViewerDouble(VIEWER);
    await using app = start(viewer, { WAYMARK_ENGINE: engine });
    const url = await urlOf(app, viewer);
    const asked = Date.now();
    const slow = fetch(`${url}/wait/1500?access_token=8f14e45f`, { headers: { 'x-request-id': 'r-7' } });
    await (await fetch(`${url}/quick`)).text();
    await viewer.until(() => viewer.announcements.length > 0);
    await slow;
    const [announcement, ...more] = viewer.announcements;
    const [span, ...others] = announcement!.spans;
    assert.deepEqual([announcement!.service, others, more], ['slow', [], []]);
    assert.deepEqual([span!.kind, span!.endTimeUnixNano, span!.parentSpanId], [2, '0', '']);
    assert.equal(attribute(span!, 'url.path')?.stringValue, '/wait/1500');
    assert.equal(attribute(span!, 'url.query')?.stringValue, 'access_token=REDACTED');
    assert.equal(attribute(span!, 'http.request.id')?.stringValue, 'r-7');
    assert.ok(Math.abs(Number(BigInt(span!.startTimeUnixNano) / 1_000_000n) - asked) < 400);
    assert.match(await endOf(app), /pending spans: true/);
  });

  for (const [who, headers] of OTHERS) {
    test(`${engine}: ${who} is told of nothing, and nothing is loaded for it`, async () => {
      await using viewer = await startViewerDouble(headers);
      await using app = start(viewer, { WAYMARK_ENGINE: engine });
      const url = await urlOf(app, viewer);
      await (await fetch(`${url}/wait/1200`)).text();
      assert.match(await endOf(app), /pending spans: false/);
      assert.deepEqual(viewer.announcements, []);
    });
  }

  test(`${engine}: nothing else is lost where what announces cannot be loaded`, async () => {
    await using viewer = await startViewerDouble(VIEWER);
    await using app = start(viewer, {
      WAYMARK_ENGINE: engine,
      WITHOUT: 'pending-spans',
      OTEL_TRACES_EXPORTER: 'viewer',
    });
    const url = await urlOf(app, viewer);
    await (await fetch(`${url}/quick`)).text();
    assert.equal((await app.kill('SIGUSR2')).code, 0, app.stderr);
    assert.doesNotMatch(app.stderr, /dropped|lost|refuse/);
  });
}

for (const engine of ['waymark', 'upstream']) {
  test(`${engine}: where the exporter is named viewer, the first request of all is announced`, async () => {
    await using viewer = await startViewerDouble({});
    await using app = start(viewer, {
      WAYMARK_ENGINE: engine,
      OTEL_TRACES_EXPORTER: 'viewer',
      OTEL_LOGS_EXPORTER: 'none',
    });
    const [, port] = await app.waitForLine(/listening on (\d+)/);
    await sleep(300);
    const slow = fetch(`http://127.0.0.1:${port}/wait/1500`);
    await viewer.until(() => viewer.announcements.length > 0);
    await slow;
    assert.equal(attribute(viewer.announcements[0]!.spans[0]!, 'url.path')?.stringValue, '/wait/1500');
  });
}

test('nothing is said of requests that are not sampled, even where they are recorded for their log lines', async () => {
  await using viewer = await startViewerDouble({});
  await using app = start(viewer, {
    OTEL_TRACES_EXPORTER: 'viewer',
    OTEL_TRACES_SAMPLER: 'always_off',
    WAYMARK_LOG_TAIL: 'debug',
  });
  const [, port] = await app.waitForLine(/listening on (\d+)/);
  await sleep(300);
  await (await fetch(`http://127.0.0.1:${port}/wait/1500`)).text();
  assert.equal(viewer.announced, 0);
});

test('what goes on is said again, and what has ended is not', async () => {
  await using viewer = await startViewerDouble(VIEWER);
  await using app = start(viewer);
  const url = await urlOf(app, viewer);
  const slow = [fetch(`${url}/wait/2000`), fetch(`${url}/wait/7000`)];
  await Promise.all(slow);
  const paths = viewer.announcements.map(({ spans }) =>
    spans.map((span) => attribute(span, 'url.path')?.stringValue).sort(),
  );
  assert.deepEqual(paths.flat().sort(), ['/wait/2000', '/wait/7000', '/wait/7000']);
  const [first, second] = viewer.announcements.filter(({ spans }) =>
    spans.some((span) => attribute(span, 'url.path')?.stringValue === '/wait/7000'),
  );
  const between = second!.atMs - first!.atMs;
  assert.ok(between > 4500 && between < 6500, `${between} ms`);
});

test('what runs while a slow viewer is told of others is announced when it has heard those', async () => {
  await using viewer = await startViewerDouble(VIEWER);
  await using app = start(viewer);
  const url = await urlOf(app, viewer);
  viewer.delayMs = 1500;
  const first = fetch(`${url}/wait/4000`);
  await viewer.until(() => viewer.announcements.length === 1);
  const second = fetch(`${url}/wait/3000`);
  await Promise.all([first, second]);
  assert.equal(viewer.announcements.length, 2);
  assert.equal(attribute(viewer.announcements[1]!.spans[0]!, 'url.path')?.stringValue, '/wait/3000');
});

test('a viewer that wants it no longer is asked again by nothing but its next answer', async () => {
  await using viewer = await startViewerDouble(VIEWER);
  await using app = start(viewer);
  const url = await urlOf(app, viewer);
  viewer.status = 404;
  const slow = fetch(`${url}/wait/2500`);
  await viewer.until(() => viewer.announcements.length === 1);
  const later = fetch(`${url}/wait/1400`);
  await Promise.all([slow, later]);
  assert.equal(viewer.announcements.length, 1);
  viewer.status = 200;
  await (await fetch(`${url}/any`)).text();
  await viewer.until(() => viewer.requests.length >= 2);
  await sleep(200);
  await (await fetch(`${url}/wait/1400`)).text();
  assert.equal(viewer.announcements.length, 2);
});

test('spans that go to others are no news for who gets the log records', async () => {
  await using viewer = await startViewerDouble(VIEWER);
  await using other = await startViewerDouble({});
  await using app = start(viewer, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${other.url}/v1/traces` });
  await viewer.until(() => viewer.requests.includes('/v1/logs'));
  const url = await urlOf(app, other);
  await (await fetch(`${url}/wait/1200`)).text();
  assert.deepEqual([...viewer.announcements, ...other.announcements], []);
});

test('it keeps no process from its end, and says nothing when the viewer is gone', async () => {
  const viewer = await startViewerDouble(VIEWER);
  await using app = start(viewer);
  const url = await urlOf(app, viewer);
  await viewer[Symbol.asyncDispose]();
  await (await fetch(`${url}/wait/1200`)).text();
  assert.doesNotMatch(app.stderr, /pending/);
  const { code, durationMs } = await app.kill('SIGUSR2');
  assert.equal(code, 0);
  assert.ok(durationMs < 10_000);
});
