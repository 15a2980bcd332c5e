import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runEnvironment } from './run-environment.ts';

const URL = 'http://127.0.0.1:4318';
const run = (env: Record<string, string>, token?: string) => runEnvironment(env, { url: URL, token });

test('all goes to the viewer, and metrics nowhere', () => {
  assert.deepEqual(run({ PATH: '/bin' }), {
    env: {
      PATH: '/bin',
      OTEL_EXPORTER_OTLP_ENDPOINT: URL,
      OTEL_TRACES_EXPORTER: 'viewer',
      OTEL_METRICS_EXPORTER: 'none',
    },
    complaints: [],
  });
});

test('no address, exporter or credential of another destination is left, and it says so', () => {
  const { env, complaints } = run({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=secret',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_TRACES_EXPORTER: 'zipkin',
  });
  assert.deepEqual(Object.keys(env).sort(), [
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_METRICS_EXPORTER',
    'OTEL_TRACES_EXPORTER',
  ]);
  assert.equal(env['OTEL_EXPORTER_OTLP_ENDPOINT'], URL);
  assert.deepEqual(complaints, [
    'not used here, since all goes to the viewer: OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_TRACES_EXPORTER',
  ]);
});

test('a viewer with a token is shown it', () => {
  for (const token of ['t0k', 'a=b,c%20d;e+/']) {
    const [name, value] = run({}, token).env['OTEL_EXPORTER_OTLP_HEADERS']!.split('=');
    assert.deepEqual([name, decodeURIComponent(value!)], ['authorization', `Bearer ${token}`]);
  }
});

test('what is off stays off, and delays and metrics are as somebody set them', () => {
  const set = {
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'console',
    OTEL_BSP_SCHEDULE_DELAY: '5000',
    OTEL_SDK_DISABLED: 'true',
  };
  const { env, complaints } = run(set);
  assert.deepEqual({ ...env, ...set }, env);
  assert.deepEqual(complaints, []);
});

test('it says that a configuration file decides', () => {
  const [complaint] = run({ OTEL_CONFIG_FILE: 'otel.yaml' }).complaints;
  assert.match(complaint!, /^OTEL_CONFIG_FILE says where telemetry goes/);
});
