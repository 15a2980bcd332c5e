// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the file's own references look like this
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { configFromEnv } from '../config/config.ts';
import { LOG_FIELDS_TAKE } from '../config/log-field-list.ts';
import { withoutOpenCredentials } from '../config/open-credentials.ts';
import { readOtlpSecrets } from '../config/otlp-secrets.ts';
import { configFromFile, configFromYaml } from './config-file.ts';

const read = (text: string, env: Record<string, string> = {}) => configFromYaml(text, 'otel.yaml', env);
const V1 = 'file_format: "1.0"\n';

/** The configuration of a file that is valid. */
function configOf(text: string, env: Record<string, string> = {}) {
  const { config, complaints } = read(V1 + text, env);
  assert.deepEqual(complaints, []);
  return config!;
}

test('a file that says nothing turns every signal off, and leaves request ids on', () => {
  const config = configOf('');
  assert.deepEqual([config.traces.exporters, config.logs.exporters, config.metrics.exporters], [[], [], []]);
  assert.deepEqual([config.propagators, config.resource.detectors], [[], ['env']]);
  assert.equal(config.requestIds, true);
});

test('what the environment can say too is the same value, whichever says it', () => {
  const file = configOf(`
log_level: warn
resource:
  attributes: [{ name: service.name, value: shop }]
  attributes_list: team=a,deployment.environment.name=prod
  detection/development: { detectors: [{ host: }, { process: }, { service: }] }
attribute_limits: { attribute_count_limit: 7 }
propagator: { composite: [{ tracecontext: }, { b3: }], composite_list: "b3,jaeger,ottrace" }
tracer_provider:
  limits: { attribute_value_length_limit: 9, event_attribute_count_limit: 5 }
  sampler: { parent_based: { root: { trace_id_ratio_based: { ratio: 0.25 } } } }
  processors:
    - batch:
        schedule_delay: 100
        export_timeout: 200
        max_queue_size: 300
        max_export_batch_size: 50
        exporter:
          otlp_http:
            endpoint: https://c/v1/traces
            headers: [{ name: Authorization, value: Bearer a }]
            headers_list: x-a=1,authorization=b
            compression: gzip
            timeout: 3000
logger_provider:
  processors: [{ batch: { exporter: { otlp_grpc: { endpoint: "c:4317", tls: { insecure: true } } } } }]
meter_provider:
  exemplar_filter: always_off
  readers:
    - periodic:
        interval: 1000
        timeout: 500
        exporter: { otlp_http: { encoding: json, temporality_preference: low_memory } }
    - pull: { exporter: { prometheus/development: { host: 0.0.0.0, port: 9000 } } }
instrumentation/development: { js: { pg: { requireParentSpan: true }, fs: { enabled: true } } }
`);
  const { config: env } = configFromEnv(
    {
      OTEL_LOG_LEVEL: 'warn',
      OTEL_RESOURCE_ATTRIBUTES: 'team=a,deployment.environment.name=prod,service.name=shop',
      OTEL_NODE_RESOURCE_DETECTORS: 'host,os,process,serviceinstance,env',
      OTEL_ATTRIBUTE_COUNT_LIMIT: '7',
      OTEL_PROPAGATORS: 'tracecontext,b3,jaeger,ottrace',
      OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '9',
      OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '5',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_BSP_EXPORT_TIMEOUT: '200',
      OTEL_BSP_MAX_QUEUE_SIZE: '300',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '50',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp,prometheus',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c/v1/traces',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-a=1,authorization=Bearer%20a',
      OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '3000',
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://c:4317',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json',
      OTEL_METRICS_EXEMPLAR_FILTER: 'always_off',
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      OTEL_METRIC_EXPORT_TIMEOUT: '500',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'lowmemory',
      OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0',
      OTEL_EXPORTER_PROMETHEUS_PORT: '9000',
      WAYMARK_INSTRUMENTATION_PG: 'requireParentSpan=true',
      WAYMARK_INSTRUMENTATION_FS: 'enabled=true',
    },
    { secrets: { readOtlpSecrets, withoutOpenCredentials } },
  );
  assert.deepEqual({ ...file, disabled: false }, env);
});

/** As people move from variables to a file: each key refers to its variable, with the default behind it. */
const MIGRATION = `
disabled: \${OTEL_SDK_DISABLED:-false}
log_level: \${LEVEL:-info}
resource:
  attributes:
    - name: service.name
      value: \${OTEL_SERVICE_NAME:-unknown_service}
  attributes_list: \${OTEL_RESOURCE_ATTRIBUTES}
attribute_limits:
  attribute_value_length_limit: \${OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT}
  attribute_count_limit: \${OTEL_ATTRIBUTE_COUNT_LIMIT:-128}
propagator:
  composite_list: \${OTEL_PROPAGATORS:-tracecontext,baggage}
tracer_provider:
  processors:
    - batch:
        schedule_delay: \${OTEL_BSP_SCHEDULE_DELAY:-5000}
        max_queue_size: \${OTEL_BSP_MAX_QUEUE_SIZE:-2048}
        exporter:
          otlp_http:
            endpoint: "\${OTEL_EXPORTER_OTLP_TRACES_ENDPOINT}"
            tls:
              ca_file: \${OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE}
              cert_file: "\${OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE}"
            compression: \${OTEL_EXPORTER_OTLP_TRACES_COMPRESSION:-gzip}
            timeout: \${OTEL_EXPORTER_OTLP_TRACES_TIMEOUT:-10000}
            headers_list: "\${OTEL_EXPORTER_OTLP_TRACES_HEADERS}"
  sampler:
    parent_based:
      root:
        always_on:
      remote_parent_sampled:
        always_on:
      local_parent_not_sampled:
        always_off:
`;

test('a file of references alone is valid with none of them set, and with all', () => {
  const unset = configOf(MIGRATION);
  assert.equal(unset.traces.otlp.url, 'http://localhost:4318/v1/traces');
  assert.deepEqual([unset.traces.otlp.tls, unset.traces.otlp.headers], [{}, {}]);
  assert.equal(unset.spanLimits.attributeValueLengthLimit, Number.POSITIVE_INFINITY);
  assert.deepEqual(
    [unset.resource.attributes, unset.propagators],
    [{ 'service.name': 'unknown_service' }, ['tracecontext', 'baggage']],
  );
  const set = configOf(MIGRATION, {
    OTEL_SERVICE_NAME: 'shop',
    OTEL_RESOURCE_ATTRIBUTES: 'team=a',
    OTEL_PROPAGATORS: 'b3',
    OTEL_BSP_SCHEDULE_DELAY: '7',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'authorization=Bearer%20a',
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '9',
  });
  assert.deepEqual(set.resource.attributes, { 'service.name': 'shop', team: 'a' });
  assert.deepEqual([set.propagators, set.traces.batch.scheduledDelayMillis], [['b3'], 7]);
  assert.deepEqual(set.traces.otlp.headers, { authorization: 'Bearer a' });
  assert.equal(set.spanLimits.attributeValueLengthLimit, 9);
});

test('samplers are a tree, of which a parent-based root gives way to its own', () => {
  const sampler = (text: string) =>
    configOf(`tracer_provider: { processors: [{ simple: { exporter: { console: } } }], sampler: ${text} }`)
      .sampler;
  assert.deepEqual(sampler('{ always_off: }'), { name: 'always_off', ratio: 1 });
  assert.deepEqual(sampler('{ parent_based: }'), { name: 'parentbased_always_on', ratio: 1 });
  assert.deepEqual(sampler('{ parent_based: { root: { parent_based: { root: { always_off: } } } } }'), {
    name: 'parentbased_always_off',
    ratio: 1,
  });
  const remote = '{ parent_based: { remote_parent_sampled: { trace_id_ratio_based: { ratio: 0.5 } } } }';
  assert.deepEqual(sampler(remote), {
    name: 'parentbased_always_on',
    ratio: 1,
    withParent: { remoteParentSampled: { name: 'traceidratio', ratio: 0.5 } },
  });
});

test('several processors are several destinations', () => {
  const { traces } = configOf(`
tracer_provider:
  processors:
    - batch: { exporter: { otlp_http: { endpoint: "http://a/v1/traces" } } }
    - batch: { exporter: { zipkin: { endpoint: "http://z/api/v2/spans", timeout: 5, encoding: protobuf } } }
    - simple: { exporter: { console: } }
`);
  assert.deepEqual(
    [traces, ...(traces.also ?? [])].map(({ exporters }) => exporters),
    [['otlp'], ['zipkin'], ['console']],
  );
  assert.equal(traces.otlp.url, 'http://a/v1/traces');
  const [zipkin, console] = traces.also!;
  assert.deepEqual(zipkin!.zipkin, {
    url: 'http://z/api/v2/spans',
    protocol: 'http/protobuf',
    timeoutMillis: 5,
    tls: {},
  });
  assert.equal(console!.batch.maxExportBatchSize, 1);
});

test('views become what the metrics SDK takes', () => {
  const { metrics } = configOf(`
meter_provider:
  readers: [{ periodic: { exporter: { console: } } }]
  views:
    - selector: { instrument_name: h, instrument_type: histogram, meter_name: m }
      stream:
        name: n
        aggregation: { explicit_bucket_histogram: { boundaries: [1, 2.5], record_min_max: false } }
        attribute_keys: { included: [http.route], excluded: [url.path] }
    - selector: { unit: By }
      stream: { aggregation: { drop: } }
    - selector: {}
      stream: { attribute_keys: { excluded: [a] } }
`);
  assert.deepEqual(metrics.views, [
    {
      instrumentName: 'h',
      instrumentType: 'histogram',
      meterName: 'm',
      name: 'n',
      aggregation: { type: 'explicit_bucket_histogram', boundaries: [1, 2.5], recordMinMax: false },
      attributeKeys: { included: ['http.route'], excluded: ['url.path'] },
    },
    { instrumentUnit: 'By', aggregation: { type: 'drop' } },
    { instrumentName: '*', attributeKeys: { excluded: ['a'] } },
  ]);
});

test('WAYMARK_ variables hold, over what distribution.waymark says', () => {
  const text =
    'distribution: { waymark: { request_id: off, logs_on_spans: warn, request_log: all, errors_mark_spans: true, spans: full, engine: upstream }, other: { a: 1 } }';
  const config = configOf(text, { WAYMARK_LOGS_ON_SPANS: 'error', WAYMARK_INSTRUMENTATION_PG: 'a=1' });
  assert.deepEqual([config.requestIds, config.logsOnSpans, config.engine], [false, 'error', 'upstream']);
  assert.deepEqual([config.requestLog, config.errorsMarkSpans], ['all', true]);
  assert.equal(config.spans, 'full');
  assert.deepEqual(config.instrumentations.options, { pg: { a: 1 } });
});

test('distribution.waymark says what request ids are like', () => {
  const of = (settings: string) => configOf(`distribution: { waymark: { ${settings} } }`, {});
  const config = of('request_id_aliases: [X-Trace, cf-ray], request_id_format: uuidv7');
  assert.deepEqual([config.requestIdAliases, config.requestIdFormat], [['x-trace', 'cf-ray'], 'uuidv7']);
  assert.deepEqual(of('request_id_aliases: none').requestIdAliases, []);
  const shown = of('request_id_field: correlationId, request_id_on_spans: all');
  assert.deepEqual([shown.requestIdField, shown.requestIdOnSpans], ['correlationId', 'all']);
});

test('distribution.waymark says what responses carry, as a list or as one text', () => {
  const of = (value: string) => configOf(`distribution: { waymark: { response_headers: ${value} } }`, {});
  assert.deepEqual(of('[request-id, Trace]').responseHeaders, ['request-id', 'trace']);
  assert.deepEqual(of('"time,service"').responseHeaders, ['time', 'service']);
  assert.deepEqual(of('none').responseHeaders, []);
});

test('distribution.waymark says whom to tell, as a list or as one text', () => {
  const told = (text: string) =>
    configOf(`distribution: { waymark: { propagate_to: ${text} } }`, {}).propagateTo;
  assert.deepEqual(told('["*.internal", messages]'), ['*.internal', 'messages']);
  assert.deepEqual(told('"a, b:81"'), ['a', 'b:81']);
  assert.deepEqual(told('none'), []);
  assert.equal(configOf('distribution: { waymark: {} }', {}).propagateTo, undefined);
});

test('distribution.waymark says whom to trust, as a list or as one text, and by which keys', () => {
  const sent = 'propagator: { composite_list: tracecontext }';
  const said = (text: string, env = {}) => configOf(`${sent}\ndistribution: { waymark: { ${text} } }`, env);
  assert.deepEqual(said('trust_inbound: [10.0.0.0/8, /internal/*]').trustInbound, [
    '10.0.0.0/8',
    '/internal/*',
  ]);
  assert.deepEqual(said('trust_inbound: "::1, /x"').trustInbound, ['::1', '/x']);
  assert.equal(said('trust_inbound: never').trustInbound, 'never');
  const keys = ['the key of 2026-11', '00012345678901234567'];
  const KEY = keys[0]!;
  assert.deepEqual(said('trust_key: "${KEY}"', { KEY }).trustKeys, [KEY]);
  assert.deepEqual(said(`trust_key: ${JSON.stringify(keys)}`).trustKeys, [KEY, keys[1]]);
  assert.deepEqual(said(`trust_key: ${keys[1]}`).trustKeys, [keys[1]]);
  assert.deepEqual([said('').trustInbound, said('').trustKeys], ['always', []]);
  const unsent = read(`${V1}distribution: { waymark: { trust_key: "${KEY}" } }`);
  assert.match(unsent.complaints.join(), /^WAYMARK_TRUST_KEY \(or trust_key\) signs no request/);
});

test('distribution.waymark says what lines gain, as a list or as one text', () => {
  const said = (text: string) => configOf(`distribution: { waymark: { log_fields: ${text} } }`).logFields;
  assert.deepEqual(said('ECS'), { set: 'ecs' });
  const names = { traceId: 'traceId', serviceName: false };
  assert.deepEqual(said('[trace_id=traceId, service.name=none]'), names);
  assert.deepEqual(said('"trace_id=traceId,service.name=none"'), names);
});

test('distribution.waymark says what is redacted, in lists or texts, and by which key', () => {
  const said = (text: string, env = {}) => configOf(`distribution: { waymark: { ${text} } }`, env).redaction;
  assert.equal(said('redaction: off').enabled, false);
  const KEY = '0123456789abcdef';
  assert.deepEqual(said('redaction_mode: HMAC, redaction_key: "${KEY}"', { KEY }).options, {
    mode: 'hmac',
    hmacKey: KEY,
  });
  const lists =
    'redaction_keys: [pin, "x-tenant"], redaction_allow: "a, b", redaction_detectors: [email, ip]';
  assert.deepEqual(said(`${lists}, redaction_rules: ['badge=/B-[0-9]+/', "b=/a,b/i"]`).options, {
    mode: 'mask',
    keys: ['pin', 'x-tenant'],
    allow: ['a', 'b'],
    detectors: ['email', 'ip'],
    rules: [
      { name: 'badge', pattern: /B-[0-9]+/ },
      { name: 'b', pattern: /a,b/i },
    ],
  });
  assert.deepEqual(said(''), { enabled: true, options: {} });
});

test('distribution.waymark asks for lines of debug', () => {
  const said = (text: string) => configOf(`distribution: { waymark: { log_debug: ${text} } }`);
  assert.deepEqual(said('on').instrumentations.options, { debug: { enabled: true } });
  assert.deepEqual(said('off').instrumentations.options, {});
});

test('distribution.waymark says which lines wait for their request to fail', () => {
  const said = (text: string) => configOf(`distribution: { waymark: { ${text} } }`).logTail;
  assert.deepEqual(said('log_tail: on, log_export_level: WARN, log_tail_slow: 250'), {
    mode: 'on',
    level: 'warn',
    slowMillis: 250,
  });
  assert.equal(said('log_tail: debug')?.mode, 'debug');
  assert.equal(said('log_tail: off'), undefined);
});

test('headers to capture are the option of http that upstream has for it', () => {
  const { instrumentations } = configOf(`
instrumentation/development:
  general: { http: { server: { request_captured_headers: [x-tenant] }, client: { response_captured_headers: [via] } } }
  js: { http: { requireParentforOutgoingSpans: true } }
`);
  assert.deepEqual(instrumentations.options, {
    http: {
      headersToSpanAttributes: {
        client: { responseHeaders: ['via'] },
        server: { requestHeaders: ['x-tenant'] },
      },
      requireParentforOutgoingSpans: true,
    },
  });
});

test('OTEL_ variables count where the file refers to them; of those that do not, one line tells', () => {
  const text = `${V1}propagator: { composite_list: "\${OTEL_PROPAGATORS}" }`;
  const { config, complaints } = read(text, {
    OTEL_PROPAGATORS: 'b3',
    OTEL_TRACES_SAMPLER: 'always_off',
    OTEL_X: '',
  });
  assert.deepEqual(config?.propagators, ['b3']);
  assert.deepEqual(complaints, ['OTEL_CONFIG_FILE is set, so OTEL_TRACES_SAMPLER does not count']);
});

test('the detector service brings OTEL_SERVICE_NAME, under what the file says', () => {
  const service = 'resource: { detection/development: { detectors: [{ service: }] } }';
  assert.equal(configOf(service, { OTEL_SERVICE_NAME: 'a' }).resource.serviceName, 'a');
  const { config, complaints } = read(`${V1}resource: { attributes_list: a=b }`, { OTEL_SERVICE_NAME: 'a' });
  assert.equal(config?.resource.serviceName, undefined);
  assert.deepEqual(complaints, ['OTEL_CONFIG_FILE is set, so OTEL_SERVICE_NAME does not count']);
});

test('the switch for emergencies works beside a file', () => {
  assert.equal(configOf('disabled: false', { OTEL_SDK_DISABLED: 'true' }).disabled, true);
  assert.equal(configOf('disabled: true').disabled, true);
});

const attribute = (text: string) => `resource: { attributes: [${text}] }`;
const values: [string, string, unknown][] = [
  ['text', '{ name: a, value: b }', 'b'],
  ['a number', '{ name: a, value: 1.5 }', 1.5],
  ['a list', '{ name: a, value: [1, 2], type: int_array }', [1, 2]],
  ['a number as text', '{ name: a, value: 1, type: string }', '1'],
  ['an alias', '{ name: a, value: &x b }, { name: c, value: *x }', 'b'],
  ['a variable in quotes, which is text', '{ name: a, value: "${N}" }', '7'],
  ['a default', '{ name: a, value: "${UNSET:-x y}" }', 'x y'],
  ['the prefix env:', '{ name: a, value: "${env:N}!" }', '7!'],
  ['an escaped dollar sign', '{ name: a, value: "$${N} $$" }', '${N} $'],
  ['a variable that refers to another', '{ name: a, value: "${R}" }', '${N}'],
];
for (const [name, text, expected] of values) {
  test(`an attribute may be ${name}`, () => {
    const { resource } = configOf(attribute(text), { N: '7', R: '${N}' });
    assert.deepEqual(resource.attributes['a'], expected);
  });
}

test('plain text that a variable brought is typed, in a flow it has to be quoted', () => {
  const text = (value: string) => `resource:\n  attributes:\n    - name: a\n      value: ${value}\n`;
  const readAs = (value: string, X: string) => configOf(text(value), { X }).resource.attributes['a'];
  assert.equal(readAs('${X}', '7'), 7);
  assert.equal(readAs('${X}', 'true'), true);
  assert.equal(readAs('${X}', '[1, 2]'), '[1, 2]');
  assert.equal(readAs('${X}', 'a: b'), 'a: b');
  assert.equal(readAs('${X}', ''), undefined);
});

const problems: [string, string, string][] = [
  ['no file_format', 'disabled: false', 'otel.yaml:1: file_format is required'],
  ['another major', 'file_format: "2.0"', 'otel.yaml:1: file_format takes "1.0" or "1.1"'],
  ['no mapping', '- a', 'otel.yaml:1: holds no configuration: it begins with file_format: "1.0"'],
  [
    'a key that is not known',
    `${V1}tracer_provider:\n  processors: [{ simple: { exporter: { console: } } }]\n  limit: {}`,
    'otel.yaml:4: tracer_provider.limit is not known: it takes limits, sampler, processors, id_generator, tracer_configurator/development',
  ],
  [
    'an exporter that is not known',
    `${V1}tracer_provider:\n  processors:\n    - batch:\n        exporter:\n          otlp: {}`,
    'otel.yaml:6: tracer_provider.processors[0].batch.exporter.otlp is not known: it takes otlp_http, otlp_grpc, console, zipkin',
  ],
  [
    'two samplers',
    `${V1}tracer_provider:\n  processors: [{ simple: { exporter: { console: } } }]\n  sampler: { always_on: , always_off: }`,
    'otel.yaml:4: tracer_provider.sampler takes exactly one of always_on, always_off, trace_id_ratio_based, parent_based',
  ],
  [
    'text for a number',
    `${V1}attribute_limits:\n  attribute_count_limit: many`,
    'otel.yaml:3: attribute_limits.attribute_count_limit takes a whole number of at least 0, not "many"',
  ],
  [
    'too large a share',
    `${V1}tracer_provider: { processors: [{ simple: { exporter: { console: } } }], sampler: { trace_id_ratio_based: { ratio: 2 } } }`,
    'otel.yaml:2: tracer_provider.sampler.trace_id_ratio_based.ratio takes a number from 0 to 1, not 2',
  ],
  [
    'an unknown choice',
    `${V1}meter_provider:\n  readers: [{ periodic: { exporter: { console: } } }]\n  exemplar_filter: never`,
    'otel.yaml:4: meter_provider.exemplar_filter takes one of trace_based, always_on, always_off, not "never"',
  ],
  ['no processors', `${V1}tracer_provider: {}`, 'otel.yaml:2: tracer_provider.processors is required'],
  [
    'no exporter',
    `${V1}logger_provider:\n  processors:\n    - batch:`,
    'otel.yaml:4: logger_provider.processors[0].batch.exporter is required',
  ],
  [
    'a bad endpoint',
    `${V1}tracer_provider: { processors: [{ batch: { exporter: { otlp_http: { endpoint: "c:4318" } } } }] }`,
    'otel.yaml:2: tracer_provider.processors[0].batch.exporter.otlp_http.endpoint takes an http:// or https:// URL such as http://localhost:4318/v1/traces',
  ],
  [
    'a reference that is none',
    `${V1}propagator:\n  composite_list: "\${1X}"`,
    'otel.yaml:3: propagator.composite_list refers to variables as ${NAME}, ${env:NAME} or ${NAME:-default}, and $$ for a dollar sign',
  ],
  [
    'an attribute of another type',
    `${V1}${attribute('{ name: a, value: b, type: int }')}`,
    'otel.yaml:2: resource.attributes[0].value takes int',
  ],
  [
    'an instrumentation that is not known',
    `${V1}instrumentation/development:\n  js:\n    postgres: {}`,
    'otel.yaml:4: instrumentation/development.js.postgres is no instrumentation: it takes names as in the table, such as http, express, pg, aws-sdk',
  ],
  [
    'a setting of ours that is not known',
    `${V1}distribution: { waymark: { layers: full } }`,
    'otel.yaml:2: distribution.waymark.layers is not known: it takes request_id, request_id_aliases, request_id_format, request_id_field, request_id_on_spans, propagate_to, trust_inbound, trust_key, response_headers, random_flag, redaction, redaction_mode, redaction_key, redaction_keys, redaction_allow, redaction_detectors, redaction_rules, log_fields, errors_mark_spans, request_log, logs_on_spans, log_tail, log_export_level, log_tail_slow, log_debug, plaintext_credentials, tls_server_name, ignore_incoming, sampling_rules, spans, engine, config',
  ],
  [
    'a setting of ours with a value that it does not take',
    `${V1}distribution:\n  waymark:\n    logs_on_spans: loud`,
    'otel.yaml:4: distribution.waymark.logs_on_spans takes one of off, events, trace, debug, info, warn, error, not "loud"',
  ],
  [
    'an address for the name of a server',
    `${V1}distribution: { waymark: { tls_server_name: 10.0.0.1 } }`,
    'otel.yaml:2: distribution.waymark.tls_server_name takes the name of a host, which an address is not, not "10.0.0.1"',
  ],
  [
    'a caller that is none',
    `${V1}distribution: { waymark: { trust_inbound: [gateway.internal] } }`,
    'otel.yaml:2: distribution.waymark.trust_inbound takes CIDRs such as 10.0.0.0/8, addresses, and paths such as /internal/*; or always, or never, alone, not "gateway.internal"',
  ],
  [
    'a key that is too short, which is not shown',
    `${V1}distribution: { waymark: { trust_key: secret } }`,
    'otel.yaml:2: distribution.waymark.trust_key takes keys of at least 16 characters, separated by commas',
  ],
  [
    'a key of redaction that is too short, which is not shown',
    `${V1}distribution: { waymark: { redaction_key: secret } }`,
    'otel.yaml:2: distribution.waymark.redaction_key takes a key of at least 16 characters',
  ],
  [
    'a detector that there is not',
    `${V1}distribution: { waymark: { redaction_detectors: [email, dna] } }`,
    'otel.yaml:2: distribution.waymark.redaction_detectors takes a list of email, phone, ip, national-id, not "dna"',
  ],
  [
    'a name for lines that they have already',
    `${V1}distribution: { waymark: { log_fields: "trace_id=msg" } }`,
    `otel.yaml:2: distribution.waymark.log_fields takes ${LOG_FIELDS_TAKE}, not "trace_id=msg"`,
  ],
  [
    'a time that is none',
    `${V1}distribution: { waymark: { log_tail_slow: 1s } }`,
    'otel.yaml:2: distribution.waymark.log_tail_slow takes whole milliseconds, not "1s"',
  ],
  [
    'an engine that is none',
    `${V1}distribution: { waymark: { engine: diesel } }`,
    'otel.yaml:2: distribution.waymark.engine takes one of waymark, upstream, not "diesel"',
  ],
  [
    'a request id that is neither on nor off',
    `${V1}distribution: { waymark: { request_id: 1 } }`,
    'otel.yaml:2: distribution.waymark.request_id takes one of on, off, not "1"',
  ],
  [
    'a sampling rule that is none',
    `${V1}distribution: { waymark: { sampling_rules: ["drop /health", "maybe /x"] } }`,
    'otel.yaml:2: distribution.waymark.sampling_rules takes rules: a rule is keep, drop or a share from 0 to 1, then any of GET, /path/*, attribute name=value, not "maybe /x"',
  ],
  [
    'a path to ignore that is none',
    `${V1}distribution: { waymark: { ignore_incoming: [default, health] } }`,
    'otel.yaml:2: distribution.waymark.ignore_incoming takes paths such as /assets/*, agent:kube-probe/*, default, or none alone, not "health"',
  ],
  [
    'a module of ours that is no path',
    `${V1}distribution: { waymark: { config: { path: a } } }`,
    'otel.yaml:2: distribution.waymark.config takes text',
  ],
  [
    'a propagator in the list that is not known',
    `${V1}propagator:\n  composite_list: "tracecontext,foo"`,
    'otel.yaml:3: propagator.composite_list takes a list of tracecontext, baggage, jaeger, b3, b3multi, xray, ottrace, none, not "foo"',
  ],
  [
    'an endpoint that an unset variable begins',
    `${V1}tracer_provider: { processors: [{ batch: { exporter: { otlp_http: { endpoint: "\${UNSET}/v1/traces" } } } }] }`,
    'otel.yaml:2: tracer_provider.processors[0].batch.exporter.otlp_http.endpoint takes an http:// or https:// URL such as http://localhost:4318/v1/traces; UNSET is not set',
  ],
  [
    'a number with unset variables in it',
    `${V1}attribute_limits: { attribute_count_limit: "\${A}x\${B:-y}\${env:C}" }`,
    'otel.yaml:2: attribute_limits.attribute_count_limit takes a whole number of at least 0; A, C are not set',
  ],
  [
    'an instrumentation that is neither on nor off',
    `${V1}instrumentation/development:\n  js:\n    pg: { enabled: 0 }`,
    'otel.yaml:4: instrumentation/development.js.pg.enabled takes true or false, not 0',
  ],
  [
    'an instrumentation without options',
    `${V1}instrumentation/development:\n  js:\n    pg: off`,
    'otel.yaml:4: instrumentation/development.js.pg takes keys and values below it',
  ],
];
for (const [name, text, line] of problems) {
  test(`${name} costs one line that says where and what is valid, and none of the file is used`, () => {
    assert.deepEqual(read(text), { config: undefined, complaints: [line] });
  });
}

test('YAML that is none costs a line with its place', () => {
  const { config, complaints } = read(`${V1}resource: [\n`);
  assert.equal(config, undefined);
  assert.match(complaints.join(), /^otel\.yaml:3: is no YAML: /);
});

test('an alias within itself ends', () => {
  const text = `${V1}tracer_provider: { processors: [{ simple: { exporter: { console: } } }], sampler: &s { parent_based: { root: *s } } }`;
  assert.match(read(text).complaints.join(), /is nested too deep/);
  const js = `${V1}instrumentation/development: { js: { pg: &p { a: *p } } }`;
  assert.match(read(js).complaints.join(), /is nested too deep/);
});

const notes: [string, string, string][] = [
  [
    'one name for several instruments',
    'meter_provider: { readers: [{ periodic: { exporter: { console: } } }], views: [{ selector: { instrument_name: "h*" }, stream: { name: a } }] }',
    'otel.yaml:2: meter_provider.views[0].stream gives several instruments one name, which is not supported here: the view is left out',
  ],
  [
    'a sampler',
    'tracer_provider: { processors: [{ simple: { exporter: { console: } } }], sampler: { jaeger_remote/development: } }',
    'otel.yaml:2: tracer_provider.sampler.jaeger_remote/development is valid, but not supported here: parent_based with always_on samples',
  ],
  [
    'a limit of nothing',
    'tracer_provider: { processors: [{ batch: { export_timeout: 0, exporter: { console: } } }] }',
    'otel.yaml:2: tracer_provider.processors[0].batch.export_timeout of 0, no limit, is not supported here: 30000 is used',
  ],
  [
    'a second reader of a kind',
    'meter_provider: { readers: [{ periodic: { exporter: { console: } } }, { periodic: { exporter: { console: } } }] }',
    'otel.yaml:2: meter_provider.readers[1].periodic is a second reader with the same exporter, which is not supported here: it is left out',
  ],
  [
    'a schema URL',
    'resource: { schema_url: "http://x" }',
    'otel.yaml:2: resource.schema_url is valid, but not supported here: it is left out',
  ],
];
for (const [name, text, line] of notes) {
  test(`${name} that is valid and not done costs one line, and the rest is used`, () => {
    const { config, complaints } = read(V1 + text);
    assert.ok(config !== undefined);
    assert.deepEqual(complaints, [line]);
  });
}

test('all that is wrong with our own settings is told at once', () => {
  const text = 'distribution: { waymark: { logs_on_spans: loud, request_id: maybe, bogus: 1 } }';
  const { config, complaints } = read(V1 + text);
  assert.equal(config, undefined);
  assert.deepEqual(
    complaints.map((line) => line.match(/waymark\.(\w+) /)?.[1]),
    ['request_id', 'logs_on_spans', 'bogus'],
  );
});

test('our own settings are taken as their variables are: any case, lists, and none', () => {
  const rules = configOf(
    'distribution: { waymark: { sampling_rules: [drop /a, keep /b], logs_on_spans: OFF } }',
  );
  assert.deepEqual([rules.samplingRules.map(({ path }) => path), rules.logsOnSpans], [['/a', '/b'], 'off']);
  const ignored = (text: string) => configOf(`distribution: { waymark: { ignore_incoming: ${text} } }`);
  assert.deepEqual(ignored('none').ignoreIncoming, []);
  assert.deepEqual(ignored('[default, /x]').ignoreIncoming, ['default', '/x']);
  assert.deepEqual(ignored('"${UNSET}"').ignoreIncoming, ['default']);
});

const misspelt: [string, string][] = [
  [
    'tracers_provider: {}\nmeter_provider: { readers: [{ periodic: { exporter: { console: } } }] }',
    '; without tracer_provider, propagator, logger_provider there are no traces, headers that join traces, logs',
  ],
  [
    [
      'tracer_provider: { processors: [{ simple: { exporter: { console: } } }] }',
      'logger_provider: { processors: [{ simple: { exporter: { console: } } }] }',
      'meter_provider: { readers: [{ periodic: { exporter: { console: } } }] }',
      'propagator: { composite: [{ b3: }] }',
      'resources: {}',
    ].join('\n'),
    '; it is left out',
  ],
];
for (const [text, consequence] of misspelt) {
  test(`a misspelt key at the top is told with its consequence, though the schema allows it${consequence}`, () => {
    const { config, complaints } = read(V1 + text);
    assert.ok(config !== undefined);
    assert.equal(complaints.length, 1);
    assert.match(complaints[0]!, /^otel\.yaml:\d: (tracers_provider|resources) is not known: it takes /);
    assert.ok(complaints[0]!.endsWith(consequence), complaints[0]);
  });
}

test('none beside other propagators costs one line and wins', () => {
  const { config, complaints } = read(`${V1}propagator: { composite_list: "b3,none" }`);
  assert.deepEqual(config?.propagators, []);
  assert.deepEqual(complaints, ['otel.yaml:2: propagator.composite_list has none beside others: none wins']);
});

test('no line shows what a variable holds, a header or an endpoint', () => {
  const env = { SECRET: 'hunter2' };
  const texts = [
    `tracer_provider: { processors: [{ batch: { schedule_delay: "\${SECRET}", exporter: { otlp_http: { endpoint: "\${SECRET}", compression: "\${SECRET}" } } } }] }`,
    'tracer_provider: { processors: [{ batch: { exporter: { otlp_http: { endpoint: "x://a:hunter2@c", headers_list: "hunter2", headers: [{ name: "a b", value: hunter2 }] } } } }] }',
    'propagator: { composite_list: "${SECRET}" }',
    'distribution: { waymark: { engine: "${SECRET}", sampling_rules: "${SECRET}", ignore_incoming: ["${SECRET}"] } }',
    'resource: { attributes: [{ name: a, value: "${SECRET}", type: int }] }',
  ];
  for (const text of texts) {
    const { complaints } = read(V1 + text, env);
    assert.ok(complaints.length > 0, text);
    assert.doesNotMatch(complaints.join(), /hunter2/);
  }
});

test('a file that cannot be read costs one line', () => {
  assert.deepEqual(configFromFile('/no/such.yaml', {}), {
    config: undefined,
    complaints: ['/no/such.yaml cannot be read (ENOENT)'],
  });
  const file = join(mkdtempSync(join(tmpdir(), 'waymark-')), 'otel.yaml');
  writeFileSync(file, V1);
  assert.ok(configFromFile(file, {}).config !== undefined);
});

test('no time is longer than a timer can wait, which would be none at all', () => {
  const exporter = '{ otlp_grpc: { timeout: 9999999999 } }';
  const { traces, metrics } = configOf(`
tracer_provider: { processors: [{ batch: { schedule_delay: 9999999999, exporter: ${exporter} } }] }
meter_provider: { readers: [{ periodic: { interval: 9999999999, exporter: ${exporter} } }] }
`);
  const times = [traces.batch.scheduledDelayMillis, traces.otlp.timeoutMillis, metrics.intervalMillis];
  assert.deepEqual(times, [2_147_483_647, 2_147_483_647, 2_147_483_647]);
});

const withHeader = (value: string) => `
tracer_provider:
  processors:
    - batch:
        exporter:
          otlp_http:
            headers:
              - name: api-key
                value: ${value}
`;

for (const written of ['0012345', '12345678901234567890', '1.10', '0x1F', '1e5', 'True']) {
  test(`a header of digits is sent as it is written: ${written}`, () => {
    const sent = (text: string, env = {}) => configOf(withHeader(text), env).traces.otlp.headers;
    assert.deepEqual(sent(written), { 'api-key': written });
    assert.deepEqual(sent('${TOKEN}', { TOKEN: written }), { 'api-key': written });
    const { attributes } = configOf(
      'resource: { attributes: [{ name: version, value: "${V}" }, { name: build, value: WRITTEN, type: string }] }'.replace(
        'WRITTEN',
        written,
      ),
      { V: written },
    ).resource;
    assert.deepEqual(attributes, { version: written, build: written });
  });
}

test('an alias of nothing is said, without what it would be', () => {
  assert.deepEqual(read(V1 + withHeader('*s3cr3t')).complaints, [
    'otel.yaml:10: tracer_provider.processors[0].batch.exporter.otlp_http.headers[0].value refers to an anchor that is not there; text that begins with * stands in quotes',
  ]);
});

test('aliases of aliases are not followed until the start hangs', () => {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (const [at, letter] of [...'bcdefghi'].entries()) {
    const items = Array(10).fill(`*${'abcdefghi'[at]}`);
    lines.push(`${letter}: &${letter} [${items}]`);
  }
  const { config, complaints } = read(
    `${V1}instrumentation/development:\n  js:\n    pg:\n${lines.map((line) => `      ${line}\n`).join('')}`,
  );
  assert.equal(config, undefined);
  assert.match(complaints.join(), /otel\.yaml:\d+: .* refers to too many anchors/);
});

test('of a file that is no YAML the first mistake is said, without what stands there', () => {
  const flow = 'resource: { attributes: [{ name: a, value: ${TOKEN} }] }\nlog_level: info\n';
  assert.deepEqual(read(V1 + flow).complaints, [
    'otel.yaml:2: is no YAML: Unexpected flow-map-start at node end; within { } and [ ] what holds ${...} stands in quotes',
  ]);
  assert.deepEqual(read(`${V1}resource: "a" s3cr3t\n`).complaints.length, 1);
  for (const text of ['log_level: "info" s3cr3t', 'resource: {} s3cr3t', 'log_level: [a] "s3cr3t": b'])
    assert.doesNotMatch(read(`${V1}${text}\n`).complaints.join(), /s3cr3t/);
});

test('a batch fits into its queue, since a queue smaller than a batch would drop every one', () => {
  const batchOf = (more: string) =>
    configOf(`tracer_provider: { processors: [{ batch: { ${more}, exporter: { console: } } }] }`).traces
      .batch;
  assert.equal(batchOf('max_queue_size: 100').maxExportBatchSize, 100);
  const { config, complaints } = read(
    `${V1}tracer_provider: { processors: [{ batch: { max_queue_size: 9, max_export_batch_size: 10, exporter: { console: } } }] }`,
  );
  assert.equal(config?.traces.batch.maxExportBatchSize, 9);
  assert.match(complaints.join(), /max_export_batch_size is more than max_queue_size: 9 is used$/);
});
