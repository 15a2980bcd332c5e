import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { configFromYaml } from './config-file.ts';

const pem = join(mkdtempSync(join(tmpdir(), 'waymark-tls-files-')), 'ca.pem');
writeFileSync(pem, 'PEM');

/** @param exporters each below a batch processor */
function read(exporters: readonly string[], env: Record<string, string> = {}) {
  const processors = exporters.map((exporter) => `    - batch: { exporter: { ${exporter} } }`);
  const text = ['file_format: "1.0"', 'logger_provider:', '  processors:', ...processors].join('\n');
  return configFromYaml(text, 'otel.yaml', env);
}

test('several exporters of ours are several destinations, each with its keys', () => {
  const { config, complaints } = read([
    `logstash: { endpoint: "tls://a:1", timeout: 5, tls: { ca_file: ${pem}, server_name: a.internal } }`,
    'fluentd: { endpoint: "tls://b:2,tls://c:3", tag: 7, shared_key: 0123, compression: none }',
    'logstash:',
    'otlp_http:',
  ]);
  assert.deepEqual(complaints, []);
  const { also = [], ...first } = config!.logs;
  assert.deepEqual(
    [first, ...also].map(({ exporters }) => exporters),
    [['logstash'], ['fluentd'], ['logstash'], ['otlp']],
  );
  assert.deepEqual(first.logstash, {
    url: 'tls://a:1',
    shown: 'tls://a:1',
    timeoutMillis: 5,
    tls: { ca: 'PEM', files: { ca: pem }, servername: 'a.internal' },
  });
  const [fluentd, second] = also;
  assert.deepEqual(fluentd!.fluentd!.urls, ['tls://b:2', 'tls://c:3']);
  assert.deepEqual(
    [fluentd!.fluentd!.tag, fluentd!.fluentd!.sharedKey, fluentd!.fluentd!.compression],
    ['7', '0123', 'none'],
  );
  assert.equal(second!.logstash!.url, 'tcp://localhost:5045');
});

test('variables hold over what the file says, and those of exporters that it lacks have no effect', () => {
  const env = {
    WAYMARK_LOGSTASH_ENDPOINT: 'tcp://held:9',
    WAYMARK_LOGSTASH_TIMEOUT: '7',
    WAYMARK_FLUENTD_TAG: 'a',
  };
  const { config, complaints } = read(['logstash: { endpoint: "tcp://a:1", timeout: 5 }'], env);
  const { url, timeoutMillis } = config!.logs.logstash!;
  assert.deepEqual([url, timeoutMillis], ['tcp://held:9', 7]);
  assert.deepEqual(complaints, ['WAYMARK_FLUENTD_TAG has no effect: no log records go to fluentd']);
});

for (const [exporter, path] of [
  ['logstash: { endpoint: "tls://a:1", tls: { ca_file: /nowhere } }', 'logstash.tls.ca_file'],
  ['otlp_http: { endpoint: "https://a:1", tls: { cert_file: /nowhere } }', 'otlp_http.tls.cert_file'],
] as const) {
  test(`a certificate that is not there yet leaves the file valid: ${path}`, () => {
    const { config, complaints } = read([exporter]);
    const { otlp, logstash } = config!.logs;
    assert.deepEqual(Object.values((logstash ?? otlp).tls.files!), ['/nowhere']);
    assert.deepEqual(complaints, [
      `otel.yaml:4: logger_provider.processors[0].batch.exporter.${path} takes the path of a PEM file (ENOENT); nothing is sent by TLS before it can be read`,
    ]);
  });
}

const wrong: [exporter: string, line: string][] = [
  [
    'logstash: { endpoint: "http://a:1" }',
    'otel.yaml:4: logger_provider.processors[0].batch.exporter.logstash.endpoint takes tcp://localhost:5045 or tls://localhost:5045',
  ],
  [
    'logstash: { url: a }',
    'otel.yaml:4: logger_provider.processors[0].batch.exporter.logstash.url is not known: it takes tls, endpoint, timeout',
  ],
  [
    'fluentd: { compression: zstd }',
    'otel.yaml:4: logger_provider.processors[0].batch.exporter.fluentd.compression takes one of gzip, none, not "zstd"',
  ],
];
for (const [exporter, line] of wrong) {
  test(`${exporter} makes the file invalid`, () => {
    const { config, complaints } = read([exporter]);
    assert.deepEqual([config, complaints], [undefined, [line]]);
  });
}

test('a user without a password costs a line', () => {
  const { config, complaints } = read(['fluentd: { username: ann }']);
  assert.equal(config!.logs.fluentd!.username, undefined);
  assert.deepEqual(complaints, [
    'otel.yaml:4: logger_provider.processors[0].batch.exporter.fluentd.username has no effect without a password',
  ]);
});
