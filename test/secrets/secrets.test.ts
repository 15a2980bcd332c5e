/** Secrets that an application has in each place from which something leaves are in none of the bytes that do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runNode, startNode } from '@waymark/testing';
import { freePorts } from '../backends/free-ports.mjs';
import { foundIn, plantedIn, startCatcher, startGrpcCatcher } from './catcher.ts';
import { PLANTED_SETTINGS, plantedApp } from './planted-app.ts';

const SETTINGS = {
  ...PLANTED_SETTINGS,
  OTEL_METRICS_EXPORTER: 'otlp',
  WAYMARK_INSTRUMENTATION_HTTP: JSON.stringify({
    headersToSpanAttributes: {
      server: { requestHeaders: ['authorization', 'user-agent', 'referer'] },
      client: { requestHeaders: ['authorization'] },
    },
  }),
};

const ways: [name: string, way: 'loop' | 'exit' | 'throw', env: Record<string, string>][] = [
  ['OTLP, as the loop ends', 'loop', {}],
  ['OTLP, at exit', 'exit', {}],
  ['OTLP, at an uncaught error', 'throw', {}],
  [
    'OTLP, with records of requests and lines of those that fail',
    'loop',
    { WAYMARK_REQUEST_LOG: 'all', WAYMARK_LOG_TAIL: 'debug', WAYMARK_LOG_TAIL_SLOW: '1' },
  ],
  ['OTLP, compressed', 'loop', { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' }],
  ['OTLP as JSON', 'loop', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }],
  ['OTLP as JSON, at exit', 'exit', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }],
  ['OTLP over gRPC', 'loop', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
  ['OTLP over gRPC, at exit', 'exit', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
  ['Zipkin', 'loop', { OTEL_TRACES_EXPORTER: 'zipkin' }],
  ['Zipkin, at exit', 'exit', { OTEL_TRACES_EXPORTER: 'zipkin' }],
  [
    'Zipkin as protobuf',
    'loop',
    { OTEL_TRACES_EXPORTER: 'zipkin', OTEL_EXPORTER_ZIPKIN_PROTOCOL: 'http/protobuf' },
  ],
];
for (const engine of ['waymark', 'upstream']) {
  for (const [name, way, env] of ways) {
    test(`${engine}: nothing secret leaves by ${name}`, async () => {
      const isGrpc = env['OTEL_EXPORTER_OTLP_PROTOCOL'] === 'grpc';
      await using catcher = await (isGrpc ? startGrpcCatcher() : startCatcher());
      const { code, stdout, stderr } = await runNode(plantedApp, {
        register: 'require',
        args: [way],
        env: {
          ...SETTINGS,
          WAYMARK_ENGINE: engine,
          OTEL_EXPORTER_OTLP_ENDPOINT: catcher.url,
          OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${catcher.url}/api/v2/spans`,
          ...env,
        },
      });
      assert.equal(code, way === 'throw' ? 1 : 0, stderr);
      const { text } = catcher;
      assert.equal(text.includes('the end'), way === 'throw', stderr);
      for (const there of ['vault', 'REDACTED', 'elsewhere', 'no such user', 'GET']) {
        assert.ok(text.includes(there), `${there} did not arrive: ${stderr}`);
      }
      assert.deepEqual(foundIn(text, plantedIn(stdout)), []);
    });
  }

  test(`${engine}: nothing secret is printed by the console exporters`, async () => {
    const { stdout, stderr } = await runNode(plantedApp, {
      register: 'require',
      args: ['loop'],
      env: {
        ...SETTINGS,
        CONSOLE: 'off',
        WAYMARK_ENGINE: engine,
        OTEL_TRACES_EXPORTER: 'console',
        OTEL_LOGS_EXPORTER: 'console',
        OTEL_METRICS_EXPORTER: 'console',
      },
    });
    assert.match(stdout, /no such user, password=REDACTED/, stderr);
    assert.deepEqual(foundIn(stdout.replace(/^planted .*$/m, ''), plantedIn(stdout)), []);
  });

  test(`${engine}: at a signal, too`, async () => {
    await using catcher = await startCatcher();
    await using running = startNode(plantedApp, {
      register: 'require',
      args: ['wait'],
      env: { ...SETTINGS, WAYMARK_ENGINE: engine, OTEL_EXPORTER_OTLP_ENDPOINT: catcher.url },
    });
    await running.waitForLine(/^planted /m);
    const { stdout } = await running.kill('SIGTERM');
    assert.ok(catcher.text.includes('no such user'));
    assert.deepEqual(foundIn(catcher.text, plantedIn(stdout)), []);
  });
}

test('Prometheus reads no secret of the resource', async () => {
  const [port] = await freePorts(1);
  await using running = startNode(plantedApp, {
    register: 'require',
    args: ['wait'],
    env: {
      ...SETTINGS,
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
    },
  });
  await running.waitForLine(/^planted /m);
  let text = '';
  while (!text.includes('http_server_request_duration')) {
    const answer = await fetch(`http://localhost:${port}/metrics`).catch(() => undefined);
    text = (await answer?.text()) ?? '';
  }
  assert.match(text, /target_info\{.*deployment_secret="REDACTED"/);
  assert.deepEqual(foundIn(text, plantedIn(running.stdout)), []);
});

test('what is planted does leave where redaction is off: each place is one', async () => {
  await using catcher = await startCatcher();
  const { stdout } = await runNode(plantedApp, {
    register: 'require',
    args: ['loop'],
    env: { ...SETTINGS, WAYMARK_REDACTION: 'off', OTEL_EXPORTER_OTLP_ENDPOINT: catcher.url },
  });
  const planted = plantedIn(stdout);
  const places = Object.keys(planted);
  const missing = places.filter((place) => !foundIn(catcher.text, planted).includes(place));
  // Our own HTTP writes no login into a URL, redacted or not; our own engine encodes a record at once; and nothing was thrown.
  assert.deepEqual(missing, ['client login', 'body afterwards', 'thrown']);
});
