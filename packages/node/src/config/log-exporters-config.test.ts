import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { configFromEnv } from './config.ts';
import { readLogExporterOptions } from './log-exporter-options.ts';
import { withoutOpenCredentials } from './open-credentials.ts';
import { readOtlpSecrets } from './otlp-secrets.ts';
import { tellUnknown } from './own-variables.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-tls-files-'));
const pem = join(folder, 'ca.pem');
writeFileSync(pem, 'PEM');

function read(names: string, env: Record<string, string> = {}) {
  const { config, complaints } = configFromEnv(
    { OTEL_LOGS_EXPORTER: names, ...env },
    {
      logExporters: readLogExporterOptions,
      unknown: tellUnknown,
      secrets: { readOtlpSecrets, withoutOpenCredentials },
    },
  );
  const { exporters, fluentd, logstash, elasticsearch } = config.logs;
  return { exporters, fluentd, logstash, elasticsearch, complaints };
}

const fluentd = {
  shown: 'tcp://localhost:24224',
  urls: ['tcp://localhost:24224'],
  tag: undefined,
  sharedKey: undefined,
  username: undefined,
  password: undefined,
  compression: 'gzip',
  timeoutMillis: 10_000,
  tls: {},
};
const logstash = {
  shown: 'tcp://localhost:5045',
  url: 'tcp://localhost:5045',
  timeoutMillis: 10_000,
  tls: {},
};

test('exporters stand in one list in any combination, and those that are not there are not read', () => {
  assert.deepEqual(read('otlp, Logstash,fluentd,console'), {
    exporters: ['otlp', 'logstash', 'fluentd', 'console'],
    fluentd,
    logstash,
    elasticsearch: undefined,
    complaints: [],
  });
  assert.deepEqual(read('otlp').logstash, undefined);
  assert.deepEqual(read('none,logstash').exporters, []);
});

const elasticsearch = {
  shown: 'http://localhost:9200',
  url: 'http://localhost:9200',
  apiKey: undefined,
  username: undefined,
  password: undefined,
  index: undefined,
  compression: 'gzip',
  timeoutMillis: 10_000,
  tls: {},
};
const defaults = { fluentd, logstash, elasticsearch };

type Name = keyof typeof defaults;

const settings: [name: Name, env: Record<string, string>, expected: object][] = [
  [
    'logstash',
    {
      WAYMARK_LOGSTASH_ENDPOINT: 'tls://logs.internal:6000',
      WAYMARK_LOGSTASH_TIMEOUT: '250',
      WAYMARK_LOGSTASH_CERTIFICATE: pem,
      WAYMARK_LOGSTASH_CLIENT_CERTIFICATE: pem,
      WAYMARK_LOGSTASH_CLIENT_KEY: relative(process.cwd(), pem),
      WAYMARK_LOGSTASH_SERVER_NAME: 'logstash',
    },
    {
      shown: 'tls://logs.internal:6000',
      url: 'tls://logs.internal:6000',
      timeoutMillis: 250,
      tls: {
        ca: 'PEM',
        cert: 'PEM',
        key: 'PEM',
        files: { ca: pem, cert: pem, key: pem },
        servername: 'logstash',
      },
    },
  ],
  [
    'logstash',
    { WAYMARK_LOGSTASH_ENDPOINT: 'tcp://[::1]/' },
    { ...logstash, shown: 'tcp://[::1]:5045', url: 'tcp://[::1]:5045' },
  ],
  [
    'fluentd',
    {
      WAYMARK_FLUENTD_ENDPOINT: 'tls://a:24225, tls://b',
      WAYMARK_FLUENTD_TAG: 'shop.logs',
      WAYMARK_FLUENTD_SHARED_KEY: 'key',
      WAYMARK_FLUENTD_USERNAME: 'ann',
      WAYMARK_FLUENTD_PASSWORD: 'secret',
      WAYMARK_FLUENTD_COMPRESSION: 'none',
    },
    {
      ...fluentd,
      shown: 'tls://a:24225 or tls://b:24224',
      urls: ['tls://a:24225', 'tls://b:24224'],
      tag: 'shop.logs',
      sharedKey: 'key',
      username: 'ann',
      password: 'secret',
      compression: 'none',
    },
  ],
  [
    'elasticsearch',
    {
      WAYMARK_ELASTICSEARCH_ENDPOINT: 'https://ann:secret@es.internal:9200/es',
      WAYMARK_ELASTICSEARCH_API_KEY: 'a2V5',
      WAYMARK_ELASTICSEARCH_INDEX: 'logs-shop-prod',
    },
    {
      ...elasticsearch,
      shown: 'https://es.internal:9200/es',
      url: 'https://ann:secret@es.internal:9200/es',
      apiKey: 'a2V5',
      index: 'logs-shop-prod',
    },
  ],
  [
    'elasticsearch',
    { WAYMARK_ELASTICSEARCH_USERNAME: 'ann', WAYMARK_ELASTICSEARCH_PASSWORD: 'secret' },
    { ...elasticsearch, username: 'ann', password: 'secret' },
  ],
];
for (const [name, env, expected] of settings) {
  test(`${name}: ${Object.keys(env).join(', ')} is read`, () => {
    const { complaints, ...all } = read(name, env);
    assert.deepEqual([all[name], complaints], [expected, []]);
  });
}

const wrong: [name: Name, env: Record<string, string>, line: string][] = [
  [
    'logstash',
    { WAYMARK_LOGSTASH_ENDPOINT: 'logs:5045' },
    'WAYMARK_LOGSTASH_ENDPOINT="logs:5045" is not valid: it takes tcp://localhost:5045 or tls://localhost:5045; tcp://localhost:5045 is used',
  ],
  [
    'logstash',
    { WAYMARK_LOGSTASH_ENDPOINT: 'tcp://logs:5045/path' },
    'WAYMARK_LOGSTASH_ENDPOINT="tcp://logs:5045/path" is not valid: it takes tcp://localhost:5045 or tls://localhost:5045; tcp://localhost:5045 is used',
  ],
  [
    'logstash',
    { WAYMARK_LOGSTASH_ENDPOINT: 'tcp://ann:secret@logs:5045' },
    'WAYMARK_LOGSTASH_ENDPOINT is not valid (its value is not shown): it takes tcp://localhost:5045 or tls://localhost:5045; tcp://localhost:5045 is used',
  ],
  [
    'logstash',
    { WAYMARK_LOGSTASH_TIMEOUT: '0' },
    'WAYMARK_LOGSTASH_TIMEOUT="0" is not valid: it takes a whole number of at least 1; the default is used',
  ],
  [
    'logstash',
    { WAYMARK_LOGSTASH_CERTIFICATE: '/nowhere' },
    'WAYMARK_LOGSTASH_CERTIFICATE="/nowhere" is not valid: it takes the path of a PEM file (ENOENT); nothing is sent by TLS before it can be read',
  ],
  [
    'logstash',
    { WAYMARK_LOGSTASH_SERVER_NAME: '::1' },
    'WAYMARK_LOGSTASH_SERVER_NAME="::1" is not valid: it takes the name of a host, which an address is not; it is left out',
  ],
  [
    'logstash',
    { WAYMARK_LOGSTASH_CLIENT_KEY: '-----BEGIN KEY' },
    'WAYMARK_LOGSTASH_CLIENT_KEY is not valid (its value is not shown): it takes the path of a PEM file (ENOENT); nothing is sent by TLS before it can be read',
  ],
  [
    'fluentd',
    { WAYMARK_FLUENTD_USERNAME: 'ann' },
    'WAYMARK_FLUENTD_USERNAME has no effect without a password',
  ],
  [
    'fluentd',
    { WAYMARK_FLUENTD_USERNAME: 'ann', WAYMARK_FLUENTD_PASSWORD: 'secret' },
    'WAYMARK_FLUENTD_USERNAME has no effect without a shared key',
  ],
  [
    'fluentd',
    { WAYMARK_FLUENTD_COMPRESSION: 'zstd' },
    'WAYMARK_FLUENTD_COMPRESSION="zstd" is not valid: it takes one of gzip, none; gzip is used',
  ],
  [
    'fluentd',
    { WAYMARK_LOGSTASH_ENDPOINT: 'tcp://logs:5045' },
    'WAYMARK_LOGSTASH_ENDPOINT has no effect: no log records go to logstash',
  ],
  [
    'elasticsearch',
    { WAYMARK_ELASTICSEARCH_ENDPOINT: 'es:9200' },
    'WAYMARK_ELASTICSEARCH_ENDPOINT="es:9200" is not valid: it takes an http:// or https:// URL such as http://localhost:9200; http://localhost:9200 is used',
  ],
  [
    'elasticsearch',
    { WAYMARK_ELASTICSEARCH_INDEX: 'Logs' },
    'WAYMARK_ELASTICSEARCH_INDEX="Logs" is not valid: it takes the name of a data stream or index, in lower case; the default is used',
  ],
  [
    'elasticsearch',
    { WAYMARK_ELASTICSEARCH_API_KEY: 'schlüssel€' },
    'WAYMARK_ELASTICSEARCH_API_KEY is not valid (its value is not shown): it takes text that a header can have; it is left out',
  ],
  [
    'elasticsearch',
    { WAYMARK_ELASTICSEARCH_PASSWORD: 'secret' },
    'WAYMARK_ELASTICSEARCH_PASSWORD has no effect without a user',
  ],
];
for (const [name, env, line] of wrong) {
  test(`${name}: ${JSON.stringify(env)} costs a line`, () => {
    const { complaints, ...all } = read(name, env);
    assert.deepEqual(complaints, [line]);
    assert.deepEqual({ ...all[name], tls: {} }, defaults[name]); // a file may be there later
  });
}

test('of an API key and a user the key is used, which a line tells', () => {
  const { elasticsearch, complaints } = read('elasticsearch', {
    WAYMARK_ELASTICSEARCH_API_KEY: 'key',
    WAYMARK_ELASTICSEARCH_USERNAME: 'ann',
    WAYMARK_ELASTICSEARCH_PASSWORD: 'secret',
  });
  assert.deepEqual([elasticsearch?.apiKey, elasticsearch?.username], ['key', undefined]);
  assert.deepEqual(complaints, [
    'WAYMARK_ELASTICSEARCH_API_KEY stands beside a user and a password: the key is used',
  ]);
});

test('of two addresses Logstash gets the first, which a line tells', () => {
  const { logstash, complaints } = read('logstash', { WAYMARK_LOGSTASH_ENDPOINT: 'tcp://a:1,tcp://b:2' });
  assert.equal(logstash?.url, 'tcp://a:1');
  assert.deepEqual(complaints, ['WAYMARK_LOGSTASH_ENDPOINT takes one address; the first is used']);
});
