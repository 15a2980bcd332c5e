/**
 * What `OTEL_LOGS_EXPORTER=fluentd` sends, read by a real Collector's fluentforward receiver and, with handshake and TLS, by the server of
 * `@fluent-org/logger`. Fluentd and Fluent Bit themselves are in no package registry.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FluentServer } from '@fluent-org/logger';
import { FluentdLogRecordExporter, type FluentdOptions } from '@waymark/log-exporters';
import { makeAuthority, runNode } from '@waymark/testing';
import { type CollectedRecord, collectedLogs, collectedSoFar } from './collected-logs.ts';
import { type LocalServer, skipWithoutServer, startServer } from './servers.mjs';
import { TILL_SPAN, tillLogger } from './till-logger.ts';

const app = fileURLToPath(new URL('till.cjs', import.meta.url));

const TEXTS = [
  'paid',
  'two\nlines, a "quote"',
  'héllo 日本 🎉 \u2028',
  '日本🎉'.repeat(2_000),
  'a megabyte '.repeat(95_000),
];

function logging(options: FluentdOptions) {
  const lines: string[] = [];
  const retry = { initialMs: 20, maxMs: 100 };
  const exporter = new FluentdLogRecordExporter({ retry, report: (line) => lines.push(line), ...options });
  return { exporter, lines, ...tillLogger(exporter) };
}

describe('fluentforward of a real Collector', { skip: skipWithoutServer('collector') }, () => {
  let collector: LocalServer;
  before(async () => {
    collector = await startServer('collector');
  });
  after(() => collector?.stop());

  for (const compression of ['none', 'gzip'] as const) {
    test(`reads and acknowledges every record, compression ${compression}`, async () => {
      const known = collectedSoFar(collector).length;
      const endpoints = [`tcp://127.0.0.1:${collector.fluentPort}`];
      const { exporter, lines, provider, log } = logging({ endpoints, compression });
      const texts = [...TEXTS, ...Array.from({ length: 2_000 }, (_, i) => `line ${i}`)];
      for (const text of texts) log(text);
      await provider.shutdown();
      assert.deepEqual([exporter.counts.delivered, exporter.counts.dropped, lines], [texts.length, 0, []]);
      const read = await collectedLogs(collector, texts.length, known);
      assert.deepEqual(new Set(read.map(({ body }) => body.stringValue)), new Set(texts));
      assert.equal(read.length, texts.length);
    });
  }

  test('reads the time to the nanosecond, the tag, and each field with its type', async () => {
    const known = collectedSoFar(collector).length;
    const { provider, log } = logging({ endpoints: [`tcp://127.0.0.1:${collector.fluentPort}`] });
    log('card declined');
    await provider.shutdown();
    const [record] = (await collectedLogs(collector, 1, known)) as [CollectedRecord];
    assert.equal(record.timeUnixNano, '1700000000123456789');
    const attributes = Object.fromEntries(record.attributes.map(({ key, value }) => [key, value]));
    assert.deepEqual(attributes, {
      'fluent.tag': { stringValue: 'till' },
      'service.name': { stringValue: 'till' },
      severity: { stringValue: 'INFO' },
      severity_number: { intValue: '9' },
      trace_id: { stringValue: TILL_SPAN.traceId },
      span_id: { stringValue: TILL_SPAN.spanId },
      request_id: { stringValue: 'edge-42' },
      logger: { stringValue: 'test' },
      items: { arrayValue: { values: [{ stringValue: 'tea' }, { stringValue: 'milk' }] } },
      cents: { intValue: '250' },
    });
  });
});

describe('an application that logs to a Forward server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-fluentd-'));
  const authority = makeAuthority();
  const client = authority.issue({ name: 'client' });
  const received: { tag: string; record: Record<string, unknown> }[] = [];
  const server = new FluentServer({
    listenOptions: { host: '127.0.0.1', port: 0 },
    tlsOptions: { ...authority.issue(), ca: authority.ca, requestCert: true, rejectUnauthorized: true },
    security: {
      serverHostname: 'srv',
      sharedKey: 'sh4red-k3y',
      authorize: true,
      userDict: { bob: 'p4ssword' },
    },
  });
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const env = (more: Record<string, string>) => ({
    OTEL_SERVICE_NAME: 'till',
    OTEL_TRACES_EXPORTER: 'console', // without an exporter upstream has no traces, and no ids
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'fluentd',
    // The first of them is nobody.
    WAYMARK_FLUENTD_ENDPOINT: `tls://127.0.0.1:1,tls://127.0.0.1:${server.port}`,
    WAYMARK_FLUENTD_SERVER_NAME: 'localhost',
    WAYMARK_FLUENTD_CERTIFICATE: file('ca.pem', authority.ca),
    WAYMARK_FLUENTD_CLIENT_CERTIFICATE: file('cert.pem', client.cert),
    WAYMARK_FLUENTD_CLIENT_KEY: file('key.pem', client.key),
    WAYMARK_FLUENTD_SHARED_KEY: 'sh4red-k3y',
    WAYMARK_FLUENTD_USERNAME: 'bob',
    WAYMARK_FLUENTD_PASSWORD: 'p4ssword',
    ...more,
  });
  before(async () => {
    server.on('entry', (tag: string, _time: unknown, record: Record<string, unknown>) =>
      received.push({ tag, record }),
    );
    await server.listen();
  });
  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  for (const engine of ['waymark', 'upstream']) {
    for (const way of ['loop', 'exit']) {
      test(`${engine}: by TLS, key and user, its line is there when it ends by ${way}`, async () => {
        received.length = 0;
        const { code, stderr } = await runNode(app, {
          register: 'require',
          args: [way],
          env: env({ WAYMARK_ENGINE: engine, WAYMARK_FLUENTD_TAG: 'app.till' }),
        });
        assert.equal(code, way === 'exit' ? 3 : 0, stderr);
        const [line, ...more] = received;
        assert.deepEqual(more, []);
        const { message, severity, request_id, trace_id, 'service.name': service } = line?.record ?? {};
        assert.deepEqual(
          [line?.tag, message, severity, request_id, service],
          ['app.till', 'card declined, password=REDACTED', 'warn', 'edge-42', 'till'],
        );
        assert.match(String(trace_id), /^[0-9a-f]{32}$/);
        assert.doesNotMatch(stderr, /sh4red-k3y|p4ssword|PRIVATE KEY/);
      });
    }
  }

  test('says once that the key is wrong, and neither of them', async () => {
    received.length = 0;
    const { code, stderr } = await runNode(app, {
      register: 'require',
      args: ['loop'],
      env: env({
        WAYMARK_FLUENTD_SHARED_KEY: 'wr0ng-k3y',
        WAYMARK_FLUENTD_ENDPOINT: `tls://127.0.0.1:${server.port}`,
      }),
    });
    assert.equal(code, 0);
    assert.deepEqual(received, []);
    const lines = stderr.split('\n').filter((line) => line.includes('could not deliver'));
    assert.equal(lines.length, 1, stderr);
    assert.match(lines[0]!, /the server refuses this client, '.*mismatch' \(check the configured shared key/);
    assert.doesNotMatch(stderr, /k3y|p4ssword/);
  });
});
