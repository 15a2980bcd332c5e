import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configFromYaml } from '../config-file/config-file.ts';
import { configFromEnv } from './config.ts';
import { readLogExporterOptions } from './log-exporter-options.ts';
import { withoutOpenCredentials } from './open-credentials.ts';
import { readOtlpSecrets } from './otlp-secrets.ts';

function read(env: Record<string, string>) {
  const { config, complaints } = configFromEnv(env, {
    logExporters: readLogExporterOptions,
    secrets: { readOtlpSecrets, withoutOpenCredentials },
  });
  const { traces, logs, metrics } = config;
  return { exporters: [traces.exporters, logs.exporters, metrics.exporters], complaints };
}

const HEADERS = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20s3cr3t' };
const line = (what: string, where: string, name = 'otlp') =>
  `${what} would go to ${where} over plain text: nothing is sent there by ${name}; use TLS, or set WAYMARK_PLAINTEXT_CREDENTIALS=allow`;

for (const [what, env, exporters, lines] of [
  [
    'a token to another host, which is one line for all signals',
    { ...HEADERS, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' },
    [[], [], []],
    [line("the header 'authorization'", 'http://collector:4318')],
  ],
  [
    'over gRPC too',
    { ...HEADERS, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317' },
    [[], [], []],
    [line("the header 'authorization'", 'http://collector:4317')],
  ],
  ['a token to this machine', HEADERS, [['otlp'], ['otlp'], ['otlp']], []],
  [
    'a token over TLS',
    { ...HEADERS, OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector:4318' },
    [['otlp'], ['otlp'], ['otlp']],
    [],
  ],
  [
    'a token of one signal, whose other exporters stay on',
    {
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'api-key=s3cr3t',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_LOGS_EXPORTER: 'otlp,console',
    },
    [['otlp'], ['console'], ['otlp']],
    [line("the header 'api-key'", 'http://collector:4318')],
  ],
  [
    'an exporter that is not named',
    { ...HEADERS, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_EXPORTER: 'zipkin' },
    [['zipkin'], [], []],
    [],
  ],
  [
    'a password in the URL of Zipkin',
    { OTEL_TRACES_EXPORTER: 'zipkin', OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'http://me:s3cr3t@zipkin:9411/' },
    [[], [], []],
    [line('the user and password of the URL', 'http://zipkin:9411', 'zipkin')],
  ],
  [
    'what is allowed',
    {
      ...HEADERS,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      WAYMARK_PLAINTEXT_CREDENTIALS: 'allow',
    },
    [['otlp'], ['otlp'], ['otlp']],
    [],
  ],
  [
    'the second of two Fluentd servers without TLS',
    {
      OTEL_LOGS_EXPORTER: 'fluentd,otlp',
      WAYMARK_FLUENTD_ENDPOINT: 'tls://a:24224,tcp://b:24224',
      WAYMARK_FLUENTD_SHARED_KEY: 's3cr3t',
    },
    [['otlp'], ['otlp'], ['otlp']],
    [line('the shared key', 'tcp://b:24224', 'fluentd')],
  ],
  [
    'Fluentd without a key',
    { OTEL_LOGS_EXPORTER: 'fluentd', WAYMARK_FLUENTD_ENDPOINT: 'tcp://b:24224' },
    [['otlp'], ['fluentd'], ['otlp']],
    [],
  ],
  [
    'an API key of Elasticsearch',
    {
      OTEL_LOGS_EXPORTER: 'elasticsearch',
      WAYMARK_ELASTICSEARCH_ENDPOINT: 'http://es:9200',
      WAYMARK_ELASTICSEARCH_API_KEY: 's3cr3t',
    },
    [['otlp'], [], ['otlp']],
    [line('the API key', 'http://es:9200', 'elasticsearch')],
  ],
] as const) {
  test(`what would go over plain text: ${what}`, () => {
    const { complaints, ...read_ } = read(env);
    assert.deepEqual([read_.exporters, complaints], [exporters, lines]);
  });
}

const FILE = (more: string) => `
file_format: "1.0"
tracer_provider:
  processors:
    - batch: { exporter: { otlp_http: { endpoint: "http://a:4318/v1/traces", headers: [{ name: api-key, value: s3cr3t }] } } }
    - batch: { exporter: { otlp_http: { endpoint: "https://b:4318/v1/traces", headers: [{ name: api-key, value: s3cr3t }] } } }
${more}`;

test('the configuration file is judged the same, each destination for itself', () => {
  const { config, complaints } = configFromYaml(FILE(''), 'otel.yaml', {});
  const { exporters, also } = config!.traces;
  assert.deepEqual([exporters, also!.map((each) => each.exporters)], [[], [['otlp']]]);
  assert.deepEqual(complaints, [line("the header 'api-key'", 'http://a:4318')]);
});

test('the configuration file may allow it, and name the server', () => {
  const more = 'distribution: { waymark: { plaintext_credentials: allow, tls_server_name: otel.internal } }';
  const { config, complaints } = configFromYaml(FILE(more), 'otel.yaml', {});
  const { exporters, otlp, also } = config!.traces;
  assert.deepEqual([exporters, complaints], [['otlp'], []]);
  assert.deepEqual([otlp.tls.servername, also![0]!.otlp.tls.servername], ['otel.internal', 'otel.internal']);
});

test('WAYMARK_TLS_SERVER_NAME is that of OTLP and of Zipkin', () => {
  const { config } = configFromEnv(
    { WAYMARK_TLS_SERVER_NAME: 'otel.internal' },
    { secrets: { readOtlpSecrets, withoutOpenCredentials } },
  );
  const { traces, logs, metrics } = config;
  const tls = [traces.otlp.tls, traces.zipkin.tls, logs.otlp.tls, metrics.otlp.tls];
  assert.deepEqual(tls, Array(4).fill({ servername: 'otel.internal' }));
});
