import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { configFromEnv } from './config.ts';
import { withoutOpenCredentials } from './open-credentials.ts';
import { shownUrl } from './otlp-endpoint.ts';
import { readOtlpSecrets } from './otlp-secrets.ts';
import { tellUnknown } from './own-variables.ts';

const secrets = { readOtlpSecrets, withoutOpenCredentials };
const read = (env: Record<string, string>) => configFromEnv(env, { unknown: tellUnknown, secrets });
const complaintsOf = (env: Record<string, string>) => read(env).complaints;

test('an empty environment gives the documented defaults and no complaint', () => {
  const { config, complaints } = read({});
  assert.deepEqual(complaints, []);
  assert.equal(config.disabled, false);
  assert.deepEqual(config.sampler, { name: 'parentbased_always_on', ratio: 1 });
  assert.deepEqual(config.propagators, ['tracecontext', 'baggage']);
  assert.equal(config.requestIds, true);
  assert.equal(config.logsOnSpans, 'info');
  assert.deepEqual([config.requestLog, config.errorsMarkSpans], ['off', false]);
  assert.equal(config.spans, 'lean');
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
    exportTimeoutMillis: 30_000,
  });
  assert.equal(config.logs.batch.scheduledDelayMillis, 1000);
  assert.equal(config.spanLimits.attributeCountLimit, 128);
});

test('jaeger and zipkin get traces only, until the others are asked for by name or otlp stands beside', () => {
  for (const store of ['jaeger', 'zipkin', 'zipkin,console']) {
    const { logs, metrics } = read({ OTEL_TRACES_EXPORTER: store }).config;
    assert.deepEqual([logs.exporters, metrics.exporters], [[], []], store);
  }
  assert.deepEqual(read({ OTEL_TRACES_EXPORTER: 'zipkin,otlp' }).config.logs.exporters, ['otlp']);
  assert.deepEqual(
    read({ OTEL_TRACES_EXPORTER: 'jaeger', OTEL_LOGS_EXPORTER: 'otlp' }).config.logs.exporters,
    ['otlp'],
  );
});

test('the viewer gets traces and log records, and no metrics unless somebody asks', () => {
  const { traces, logs, metrics } = read({ OTEL_TRACES_EXPORTER: 'viewer' }).config;
  assert.deepEqual([traces.exporters, logs.exporters, metrics.exporters], [['viewer'], ['otlp'], []]);
  assert.equal(traces.otlp.url, 'http://localhost:4318/v1/traces');
  assert.equal(traces.batch.scheduledDelayMillis, 500);
  const asked = read({ OTEL_TRACES_EXPORTER: 'viewer', OTEL_METRICS_EXPORTER: 'otlp' }).config;
  assert.deepEqual(asked.metrics.exporters, ['otlp']);
});

test('what is not valid in a list is left out; where nothing is left the default holds, as the line says', () => {
  const left = read({ OTEL_TRACES_EXPORTER: 'loki,console' });
  assert.deepEqual(left.config.traces.exporters, ['console']);
  assert.match(left.complaints.join(), /"loki" is not valid: .*; it is left out$/);
  assert.deepEqual(read({ OTEL_PROPAGATORS: 'b4' }).config.propagators, ['tracecontext', 'baggage']);
  assert.ok(read({ OTEL_NODE_RESOURCE_DETECTORS: 'ibm' }).config.resource.detectors.includes('host'));
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

const grpcEndpoints: [string, Record<string, string>, string][] = [
  ['grpc has its own default', {}, 'http://localhost:4317'],
  ['grpc leaves the path out', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c:1/v1/traces' }, 'https://c:1'],
  ['a bare address means TLS', { OTEL_EXPORTER_OTLP_ENDPOINT: 'c:4317' }, 'https://c:4317'],
  [
    'unless INSECURE says otherwise',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'c:4317', OTEL_EXPORTER_OTLP_TRACES_INSECURE: 'true' },
    'http://c:4317',
  ],
  [
    'the signal wins',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:1', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b:2' },
    'http://b:2',
  ],
];
for (const [name, env, url] of grpcEndpoints) {
  test(`endpoint: ${name}`, () => {
    const { config, complaints } = read({ ...env, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    assert.deepEqual([config.traces.otlp.protocol, config.traces.otlp.url], ['grpc', url]);
    assert.deepEqual(complaints, []);
  });
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
    'OTEL_TRACES_EXPORTER="zapkin" is not valid: it takes a list of otlp, jaeger, zipkin, viewer, console, none; the default is used',
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
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'http' },
    'OTEL_EXPORTER_OTLP_PROTOCOL="http" is not valid: it takes one of http/protobuf, http/json, grpc; http/protobuf is used',
  ],
  [
    { OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'zipkin' },
    'OTEL_EXPORTER_ZIPKIN_ENDPOINT="zipkin" is not valid: it takes an http:// or https:// URL such as http://localhost:9411/api/v2/spans; the default is used',
  ],
  [
    { OTEL_EXPORTER_ZIPKIN_PROTOCOL: 'grpc' },
    'OTEL_EXPORTER_ZIPKIN_PROTOCOL="grpc" is not valid: it takes one of http/json, http/protobuf; http/json is used',
  ],
  [
    { OTEL_METRIC_EXPORT_INTERVAL: '1000', OTEL_METRIC_EXPORT_TIMEOUT: '2000' },
    'OTEL_METRIC_EXPORT_TIMEOUT="2000" is not valid: it takes at most the interval, 1000; 1000 is used',
  ],
  [
    { OTEL_EXPORTER_PROMETHEUS_PORT: '70000' },
    'OTEL_EXPORTER_PROMETHEUS_PORT="70000" is not valid: it takes a port, 0 to 65535; 9464 is used',
  ],
  [
    { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http,postgres' },
    'OTEL_NODE_DISABLED_INSTRUMENTATIONS="postgres" is not valid: it takes names of the table of instrumentations, such as http, express, pg, aws-sdk; it is left out',
  ],
  [
    { WAYMARK_INSTRUMENTATION_PG: 'requireParentSpan' },
    'WAYMARK_INSTRUMENTATION_PG is not valid (its value is not shown): it takes option=value,option=value or a JSON object; none of it is used',
  ],
  [
    { WAYMARK_LOGS_ON_SPANS: 'all' },
    'WAYMARK_LOGS_ON_SPANS="all" is not valid: it takes one of off, events, trace, debug, info, warn, error; info is used',
  ],
  [
    { WAYMARK_REQUEST_LOG: 'on' },
    'WAYMARK_REQUEST_LOG="on" is not valid: it takes one of off, errors, all; off is used',
  ],
  [{ WAYMARK_SPANS: 'some' }, 'WAYMARK_SPANS="some" is not valid: it takes one of lean, full; lean is used'],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/v1/traces' },
    "OTEL_EXPORTER_OTLP_ENDPOINT ends in /v1/traces, and each signal's path is added to it: take that off, or set OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  ],
  [
    { OTEL_METRICS_EXPORTER: 'statsd' },
    'OTEL_METRICS_EXPORTER="statsd" is not valid: it takes a list of otlp, prometheus, console, none; the default is used',
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

test('metrics have their documented defaults, and a timeout within their interval', () => {
  const { otlp, ...metrics } = read({}).config.metrics;
  assert.equal(otlp.url, 'http://localhost:4318/v1/metrics');
  assert.deepEqual(metrics, {
    exporters: ['otlp'],
    askedFor: false,
    intervalMillis: 60_000,
    timeoutMillis: 30_000,
    temporality: 'cumulative',
    histogram: 'explicit_bucket_histogram',
    prometheus: { host: 'localhost', port: 9464 },
    exemplarFilter: 'trace_based',
    ofTheSdk: false,
  });
  const often = read({ OTEL_METRIC_EXPORT_INTERVAL: '1000' });
  assert.deepEqual([often.config.metrics.timeoutMillis, often.complaints], [1000, []]);
});

test('a key that stands where its path belongs is not shown', () => {
  const key = '-----BEGIN PRIVATE KEY-----\ns3cr3t';
  for (const value of [key, 's3cr3t'])
    assert.deepEqual(complaintsOf({ OTEL_EXPORTER_OTLP_CLIENT_KEY: value }), [
      'OTEL_EXPORTER_OTLP_CLIENT_KEY is not valid (its value is not shown): it takes the path of a PEM file (ENOENT); nothing is sent by TLS before it can be read',
    ]);
  assert.doesNotMatch(complaintsOf({ OTEL_EXPORTER_OTLP_CERTIFICATE: key }).join(), /s3cr3t/);
  assert.match(complaintsOf({ OTEL_EXPORTER_OTLP_CERTIFICATE: '/none.pem' }).join(), /="\/none\.pem" is not/);
});

test('Zipkin is spoken to with the certificates of OTLP’s traces', () => {
  const { traces } = read({
    OTEL_EXPORTER_ZIPKIN_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_CERTIFICATE: import.meta.filename,
  }).config;
  assert.equal(traces.zipkin.protocol, 'http/protobuf');
  assert.notDeepEqual(traces.zipkin.tls, {});
  assert.equal(traces.zipkin.tls, traces.otlp.tls);
});

test('no time is longer than a timer can wait, which would be none at all', () => {
  const names = ['OTEL_EXPORTER_OTLP_TIMEOUT', 'OTEL_EXPORTER_ZIPKIN_TIMEOUT', 'OTEL_METRIC_EXPORT_INTERVAL'];
  const batch = ['OTEL_BSP_SCHEDULE_DELAY', 'OTEL_BSP_EXPORT_TIMEOUT', 'OTEL_BLRP_SCHEDULE_DELAY'];
  const { config, complaints } = read(
    Object.fromEntries([...names, ...batch].map((name) => [name, '9999999999'])),
  );
  assert.deepEqual(complaints, []);
  const { traces, logs, metrics } = config;
  const times = [traces.otlp.timeoutMillis, traces.zipkin.timeoutMillis, metrics.intervalMillis];
  const batches = [traces.batch.scheduledDelayMillis, traces.batch.exportTimeoutMillis];
  for (const millis of [...times, ...batches, logs.batch.scheduledDelayMillis])
    assert.equal(millis, 2_147_483_647);
});

test('a batch fits into its queue, since a queue smaller than a batch would drop every one', () => {
  const sizes = (env: Record<string, string>) => {
    const { config, complaints } = read(env);
    const { maxExportBatchSize, maxQueueSize } = config.traces.batch;
    return [maxExportBatchSize, maxQueueSize, complaints.length];
  };
  assert.deepEqual(sizes({ OTEL_BSP_MAX_QUEUE_SIZE: '100' }), [100, 100, 0]);
  assert.deepEqual(sizes({ OTEL_BSP_MAX_QUEUE_SIZE: '1000' }), [512, 1000, 0]);
  const both = { OTEL_BSP_MAX_QUEUE_SIZE: '100', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '200' };
  assert.deepEqual(sizes(both), [100, 100, 1]);
  assert.deepEqual(complaintsOf(both), [
    'OTEL_BSP_MAX_EXPORT_BATCH_SIZE="200" is not valid: it takes at most the queue\'s size, 100; 100 is used',
  ]);
});

const contradictions: [string, Record<string, string>, string][] = [
  [
    'none beside an exporter',
    { OTEL_TRACES_EXPORTER: 'otlp,none' },
    'OTEL_TRACES_EXPORTER="otlp,none": none stands beside others, and wins',
  ],
  [
    'none beside a propagator',
    { OTEL_PROPAGATORS: 'none,tracecontext' },
    'OTEL_PROPAGATORS="none,tracecontext": none stands beside others, and wins',
  ],
  [
    'a share that no sampler takes',
    { OTEL_TRACES_SAMPLER_ARG: '0.5' },
    'OTEL_TRACES_SAMPLER_ARG does not count: it is for traceidratio and parentbased_traceidratio, and OTEL_TRACES_SAMPLER is parentbased_always_on',
  ],
  [
    'a variable that would be ours',
    { WAYMARK_REQUESTID: 'off' },
    'WAYMARK_REQUESTID is not known: like it are WAYMARK_REQUEST_ID, WAYMARK_REQUEST_LOG and WAYMARK_REQUEST_ID_FIELD',
  ],
  [
    'a CA that is not there',
    { OTEL_EXPORTER_OTLP_CERTIFICATE: '/nope.pem' },
    'OTEL_EXPORTER_OTLP_CERTIFICATE="/nope.pem" is not valid: it takes the path of a PEM file (ENOENT); nothing is sent by TLS before it can be read',
  ],
  [
    'an address where the certificate has a name',
    { WAYMARK_TLS_SERVER_NAME: '10.0.0.1' },
    'WAYMARK_TLS_SERVER_NAME="10.0.0.1" is not valid: it takes the name of a host, which an address is not; it is left out',
  ],
  [
    'a client certificate that is not there',
    { OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '/nope.pem' },
    'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE="/nope.pem" is not valid: it takes the path of a PEM file (ENOENT); nothing is sent by TLS before it can be read',
  ],
];
for (const [name, env, line] of contradictions) {
  test(`${name} costs one line`, () => assert.deepEqual(complaintsOf(env), [line]));
}

const right: Record<string, string>[] = [
  { OTEL_TRACES_EXPORTER: 'none', OTEL_PROPAGATORS: 'none,none' },
  { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' },
];
test('none alone, none twice, and a share with its sampler cost no line', () => {
  for (const env of right) assert.deepEqual(complaintsOf(env), []);
});

test("what this repository's own scripts are told by variables costs an application no line", () => {
  const scripts = { WAYMARK_CACHE: '/c', WAYMARK_BENCH: '1', WAYMARK_REQUIRE_BACKENDS: '1' };
  assert.deepEqual(complaintsOf(scripts), []);
});
