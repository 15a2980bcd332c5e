import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { configFromEnv } from './config.ts';
import { shownUrl } from './otlp-endpoint.ts';

const read = (env: Record<string, string>) => configFromEnv(env);
const complaintsOf = (env: Record<string, string>) => read(env).complaints;

test('an empty environment gives the documented defaults and no complaint', () => {
  const { config, complaints } = read({});
  assert.deepEqual(complaints, []);
  assert.equal(config.disabled, false);
  assert.deepEqual(config.sampler, { name: 'parentbased_always_on', ratio: 1 });
  assert.deepEqual(config.propagators, ['tracecontext', 'baggage']);
  assert.equal(config.requestIds, true);
  assert.equal(config.logsOnSpans, 'info');
  assert.deepEqual(config.traces.exporters, ['otlp']);
  assert.deepEqual(config.logs.exporters, ['otlp']);
  assert.equal(config.traces.askedFor, false);
  assert.equal(config.traces.otlp.url, 'http://localhost:4318/v1/traces');
  assert.equal(config.logs.otlp.url, 'http://localhost:4318/v1/logs');
  assert.equal(config.traces.otlp.timeoutMillis, 10_000);
  assert.deepEqual(config.traces.batch, {
    maxExportBatchSize: 512,
    scheduledDelayMillis: 5000,
    maxQueueSize: undefined,
  });
  assert.equal(config.logs.batch.scheduledDelayMillis, 1000);
  assert.equal(config.spanLimits.attributeCountLimit, 128);
});

test('jaeger sends traces only, until log records are asked for by name', () => {
  assert.deepEqual(read({ OTEL_TRACES_EXPORTER: 'jaeger' }).config.logs.exporters, []);
  assert.deepEqual(
    read({ OTEL_TRACES_EXPORTER: 'jaeger', OTEL_LOGS_EXPORTER: 'otlp' }).config.logs.exporters,
    ['otlp'],
  );
});

test('what is not valid in a list is left out; where nothing is left the default holds, as the line says', () => {
  const left = read({ OTEL_TRACES_EXPORTER: 'zipkin,console' });
  assert.deepEqual(left.config.traces.exporters, ['console']);
  assert.match(left.complaints.join(), /"zipkin" is not valid: .*; it is left out$/);
  assert.deepEqual(read({ OTEL_PROPAGATORS: 'b3' }).config.propagators, ['tracecontext', 'baggage']);
  assert.ok(read({ OTEL_NODE_RESOURCE_DETECTORS: 'gcp' }).config.resource.detectors.includes('host'));
  const { logs } = read({ OTEL_TRACES_EXPORTER: 'jaeger', OTEL_LOGS_EXPORTER: 'loki' }).config;
  assert.deepEqual([logs.exporters, logs.askedFor], [[], false]);
});

test('several exporters may stand in one list, and none turns the signal off', () => {
  assert.deepEqual(read({ OTEL_TRACES_EXPORTER: 'otlp, console' }).config.traces.exporters, [
    'otlp',
    'console',
  ]);
  assert.deepEqual(read({ OTEL_TRACES_EXPORTER: 'none,otlp' }).config.traces.exporters, []);
});

const endpoints: [string, Record<string, string>, string][] = [
  [
    'the general endpoint gets the path',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1' },
    'http://c:1/v1/traces',
  ],
  [
    'its own path is kept before ours',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1/in/' },
    'http://c:1/in/v1/traces',
  ],
  ['its query is kept', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1/?k=v' }, 'http://c:1/v1/traces?k=v'],
  [
    "the signal's own endpoint is exact",
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c/x' },
    'https://c/x',
  ],
  [
    'the signal wins over the general one',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/t' },
    'http://b/t',
  ],
  [
    'a bad one leaves the default',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    'http://localhost:4318/v1/traces',
  ],
];
for (const [name, env, url] of endpoints) {
  test(`endpoint: ${name}`, () => assert.equal(read(env).config.traces.otlp.url, url));
}

const bad: [Record<string, string>, string][] = [
  [
    { OTEL_TRACES_SAMPLER: 'sometimes' },
    'OTEL_TRACES_SAMPLER="sometimes" is not valid: it takes one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio; parentbased_always_on is used',
  ],
  [
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' },
    'OTEL_TRACES_SAMPLER_ARG="2" is not valid: it takes a number from 0 to 1; 1 is used',
  ],
  [
    { OTEL_BSP_SCHEDULE_DELAY: '5s' },
    'OTEL_BSP_SCHEDULE_DELAY="5s" is not valid: it takes a whole number of at least 0; the default is used',
  ],
  [
    { OTEL_TRACES_EXPORTER: 'zapkin' },
    'OTEL_TRACES_EXPORTER="zapkin" is not valid: it takes a list of otlp, jaeger, console, none; the default is used',
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    'OTEL_EXPORTER_OTLP_ENDPOINT="collector:4318" is not valid: it takes an http:// or https:// URL such as http://localhost:4318; the default is used',
  ],
  [
    { OTEL_SDK_DISABLED: 'yes' },
    'OTEL_SDK_DISABLED="yes" is not valid: it takes true or false; false is used',
  ],
  [
    { OTEL_RESOURCE_ATTRIBUTES: 'a=b,c' },
    'OTEL_RESOURCE_ATTRIBUTES="c" is not valid: it takes key=value pairs, percent-encoded, with commas between; none of it is used',
  ],
  [
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    'OTEL_EXPORTER_OTLP_PROTOCOL="grpc" is not valid: it takes http/protobuf in this version; http/protobuf is used',
  ],
  [
    { WAYMARK_LOGS_ON_SPANS: 'all' },
    'WAYMARK_LOGS_ON_SPANS="all" is not valid: it takes one of off, events, trace, debug, info, warn, error; info is used',
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/v1/traces' },
    "OTEL_EXPORTER_OTLP_ENDPOINT ends in /v1/traces, and each signal's path is added to it: take that off, or set OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  ],
  [
    { OTEL_METRICS_EXPORTER: 'prometheus' },
    'OTEL_METRICS_EXPORTER is set, but this version sends no metrics; use none',
  ],
];
for (const [env, line] of bad) {
  test(`a bad ${Object.keys(env).at(-1)} costs one line that says what is valid`, () => {
    assert.deepEqual(complaintsOf(env), [line]);
  });
}

test('a complaint never shows headers, nor a URL that may hold a password', () => {
  const lines = complaintsOf({
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=ok,Bearer hunter2',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://bob:hunter2@c',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'c/?token=hunter2',
  });
  assert.equal(lines.length, 3);
  for (const line of lines) assert.doesNotMatch(line, /hunter2/);
});

test('good headers are percent-decoded, the signal adds to the general ones and wins', () => {
  const { config } = read({
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20a, x-a=1',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-a=2',
  });
  assert.deepEqual({ ...config.traces.otlp.headers }, { authorization: 'Bearer a', 'x-a': '2' });
  assert.deepEqual({ ...config.logs.otlp.headers }, { authorization: 'Bearer a', 'x-a': '1' });
});

test('certificates are read once; a missing file costs one line', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'waymark-')), 'ca.pem');
  writeFileSync(file, 'PEM');
  assert.equal(read({ OTEL_EXPORTER_OTLP_CERTIFICATE: file }).config.traces.otlp.tls.ca?.toString(), 'PEM');
  assert.match(
    complaintsOf({ OTEL_EXPORTER_OTLP_CERTIFICATE: '/no/such' }).join(),
    /the path of a PEM file \(ENOENT\)/,
  );
});

test('span limits fall back to the general attribute limits', () => {
  const { config } = read({ OTEL_ATTRIBUTE_COUNT_LIMIT: '7', OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '9' });
  assert.equal(config.spanLimits.attributeCountLimit, 7);
  assert.equal(config.spanLimits.attributeValueLengthLimit, 9);
  assert.equal(config.logRecordLimits.attributeCountLimit, 7);
});

test('a shown URL has neither credentials nor query', () => {
  assert.equal(shownUrl('https://bob:pw@c:1/v1/traces?k=v#f'), 'https://c:1/v1/traces');
});
