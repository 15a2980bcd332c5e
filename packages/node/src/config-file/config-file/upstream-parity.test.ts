/** What upstream's schema takes and refuses, ours does, but for what is listed with its reason. */

import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseConfigFile } from '@opentelemetry/configuration';
import { configFromYaml } from './config-file.ts';

const exporter = '{ console: }';
const spans = (text: string) =>
  `tracer_provider: { processors: [{ batch: { exporter: ${exporter} } }], ${text} }`;
const otlp = (text: string) =>
  `tracer_provider: { processors: [{ batch: { exporter: { otlp_http: { ${text} } } } }] }`;
const reader = (text: string) =>
  `meter_provider: { readers: [{ periodic: { exporter: { otlp_http: { ${text} } } } }] }`;

const files: string[] = [
  '',
  'disabled: true',
  'disabled: yes',
  'log_level: debug2',
  'log_level: verbose',
  'attribute_limits: { attribute_count_limit: 1 }',
  'attribute_limits: { attribute_count_limit: -1 }',
  'attribute_limits: { attribute_count_limit: 1.5 }',
  'attribute_limits: { count: 1 }',
  'resource: { attributes: [{ name: a, value: b }] }',
  'resource: { attributes: [{ name: a }] }',
  'resource: { attributes: [{ value: a }] }',
  'resource: { attributes: [{ name: a, value: b, type: text }] }',
  'resource: { attributes: { a: b } }',
  'resource: { attributes_list: "a=b", schema_url: x }',
  'resource: { detection/development: { detectors: [{ host: }, { process: }, { service: }, { container: }] } }',
  'resource: { detectors: [] }',
  'propagator: { composite: [{ tracecontext: }, { baggage: }, { b3: }, { b3multi: }] }',
  'propagator: { composite: [tracecontext] }',
  'propagator: { composite: [{ tracecontext: , baggage: }] }',
  'propagator: { composite_list: 7 }',
  'tracer_provider: {}',
  'tracer_provider: { processors: [] }',
  'tracer_provider: { processors: [{ batch: {} }] }',
  'tracer_provider: { processors: [{ batch: , simple: }] }',
  spans(
    'limits: { event_count_limit: 1, link_count_limit: 1, event_attribute_count_limit: 1, link_attribute_count_limit: 1 }',
  ),
  spans('limits: { spans: 1 }'),
  spans('sampler: { always_on: }'),
  spans('sampler: { always_on: { a: 1 } }'),
  spans('sampler: { always_on: , always_off: }'),
  spans('sampler: { trace_id_ratio_based: { ratio: 0.1 } }'),
  spans('sampler: { trace_id_ratio_based: { ratio: 1.1 } }'),
  spans('sampler: { parent_based: { root: { always_off: }, local_parent_sampled: { always_on: } } }'),
  spans('sampler: { parent_based: { leaf: { always_off: } } }'),
  spans('id_generator: { random: }'),
  otlp(''),
  otlp('endpoint: "http://c/v1/traces", compression: gzip, timeout: 1, encoding: json'),
  otlp('encoding: xml'),
  otlp('timeout: -1'),
  otlp('headers: [{ name: a, value: b }], headers_list: "a=b"'),
  otlp('headers: [{ name: a }]'),
  otlp('headers: { a: b }'),
  otlp('tls: { ca: x }'),
  otlp('protocol: grpc'),
  'tracer_provider: { processors: [{ batch: { exporter: { otlp_grpc: { tls: { insecure: true } } } } }] }',
  'tracer_provider: { processors: [{ batch: { max_queue_size: 0, exporter: { console: } } }] }',
  'logger_provider: { processors: [{ simple: { exporter: { console: } } }], limits: { attribute_count_limit: 1 } }',
  'logger_provider: { processors: [{ simple: {} }] }',
  'meter_provider: {}',
  reader('temporality_preference: delta, default_histogram_aggregation: base2_exponential_bucket_histogram'),
  reader('temporality_preference: lowmemory'),
  'meter_provider: { readers: [{ pull: { exporter: { prometheus/development: { host: a, port: 1 } } } }] }',
  'meter_provider: { readers: [{ periodic: { exporter: { console: } } }], exemplar_filter: always }',
  'meter_provider: { readers: [{ periodic: { exporter: { console: } } }], views: [{ selector: {}, stream: {} }] }',
  'meter_provider: { readers: [{ periodic: { exporter: { console: } } }], views: [{ stream: {} }] }',
  'instrumentation/development: { js: { pg: { a: 1 } }, java: { x: { y: 1 } }, general: { http: {} } }',
  'distribution: { other: { a: 1 } }',
];
for (const file of files) {
  test(`upstream and we agree on: ${file || 'nothing but the format'}`, () => {
    const text = `file_format: "1.0"\n${file}`;
    assert.equal(configFromYaml(text, 'x', {}).config !== undefined, upstreamTakes(text));
  });
}

/** Where upstream's schema leaves open what no SDK could do, or closes what is only convenient. */
const differences: [reason: string, file: string, upstream: boolean][] = [
  ['an exporter of nobody', 'tracer_provider: { processors: [{ batch: { exporter: { kafka: } } }] }', true],
  ['a URL that is none', otlp('endpoint: nowhere'), true],
  ['an algorithm of nobody', otlp('compression: zstd'), true],
  ['digits as a header', otlp('headers: [{ name: a, value: 7 }]'), false],
  ['null for a section of limits', 'attribute_limits:', false],
];
for (const [reason, file, upstream] of differences) {
  test(`upstream and we differ, knowingly: ${reason}`, () => {
    const text = `file_format: "1.0"\n${file}`;
    assert.deepEqual(
      [configFromYaml(text, 'x', {}).config !== undefined, upstreamTakes(text)],
      [!upstream, upstream],
    );
  });
}

const path = join(mkdtempSync(join(tmpdir(), 'waymark-')), 'otel.yaml');

function upstreamTakes(text: string): boolean {
  writeFileSync(path, text);
  try {
    return parseConfigFile(path) !== undefined;
  } catch {
    return false;
  }
}
