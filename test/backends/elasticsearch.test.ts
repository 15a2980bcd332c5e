/** Log records in a real Elasticsearch, with the TLS and password that it sets up by itself. */

import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Attributes, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  ElasticsearchLogRecordExporter,
  type ElasticsearchOptions,
  elasticsearchIndexTemplate,
} from '@waymark/log-exporters';
import { startNode } from '@waymark/testing';
import { type Document, SearchClient } from './search-client.ts';
import { type LocalServer, skipWithoutServer, startServer } from './servers.mjs';

const INDEX = 'logs-waymark-default';

/** Of its file of users: `opensesame`, as its own command writes it. */
const WRITER = 'writer:$2a$10$7UKP5n7WmjGD8WXex7H5qObjGEzru/gVzO.KQudXgIAMzU5oGf1Ci';
/** What README.md says that who writes needs. */
const ROLE = `
waymark_writer:
  indices:
    - names: [ 'logs-waymark-*' ]
      privileges: [ create_doc, auto_configure ]
`;

describe('a real Elasticsearch', { skip: skipWithoutServer('elasticsearch') }, () => {
  let server: LocalServer;
  let client: SearchClient;
  const folder = mkdtempSync(join(tmpdir(), 'waymark-elastic-'));
  const authority = join(folder, 'ca.pem');

  before(async () => {
    server = await startServer('elasticsearch', { secured: true });
    client = new SearchClient(server);
    writeFileSync(authority, server.ca!);
    const template = elasticsearchIndexTemplate({ dataStream: false });
    const { body } = await client.ask('PUT', '/_index_template/waymark-logs', template);
    assert.deepEqual(body, { acknowledged: true });
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  /** An SDK with our exporter, and what the exporter says. */
  function logging(options: ElasticsearchOptions = {}) {
    const lines: string[] = [];
    const exporter = new ElasticsearchLogRecordExporter({
      url: server.url!,
      username: server.user!,
      password: server.password!,
      tls: { ca: server.ca! },
      retry: { initialMs: 50, maxMs: 500 },
      report: (line) => lines.push(line),
      ...options,
    });
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop', 'service.version': '1.2.3' }),
      processors: [
        new BatchLogRecordProcessor({ exporter, maxExportBatchSize: 100, scheduledDelayMillis: 50 }),
      ],
    });
    const logger = provider.getLogger('app');
    const log = (
      body: string,
      attributes: Attributes = {},
      spanContext?: SpanContext,
      timestamp?: [number, number],
    ) =>
      logger.emit({
        body,
        attributes,
        severityNumber: 9,
        ...(timestamp === undefined ? {} : { timestamp }),
        ...(spanContext === undefined ? {} : { context: trace.setSpanContext(ROOT_CONTEXT, spanContext) }),
      });
    return { exporter, provider, lines, log };
  }

  test('finds a line by trace id, request id, level, label and number, in the order in which they were written', async () => {
    const { provider, lines, log } = logging();
    const context = { traceId: 'a1'.repeat(16), spanId: 'b2'.repeat(8), traceFlags: 1 };
    log(
      'second',
      { 'http.request.id': 'req-7', 'order.id': 'o-1', total: 9.5, paid: true },
      context,
      [1_700_000_000, 124],
    );
    log('first', { 'http.request.id': 'req-7' }, context, [1_700_000_000, 123]);
    log('elsewhere', { 'http.request.id': 'req-8' });
    await provider.shutdown();
    assert.deepEqual(lines, []);
    for (const query of [
      `trace.id:${context.traceId}`,
      'http.request.id:req-7',
      `span.id:${context.spanId}`,
    ]) {
      const found = await client.find(INDEX, query);
      assert.deepEqual(
        found.map(({ message }) => message),
        ['first', 'second'],
        query,
      );
    }
    for (const query of [
      'labels.order_id:o-1',
      'numeric_labels.total:>9',
      'labels.paid:true',
      'message:second AND log.level:info',
    ]) {
      const found = await client.find(INDEX, query);
      assert.deepEqual(
        found.map(({ message }) => message),
        ['second'],
        query,
      );
    }
  });

  test('has room for whatever lines bring: names of fields that clash, 1500 labels, half a character, 100 kB', async () => {
    const { exporter, provider, lines, log } = logging({ index: 'logs-waymark-odd' });
    log('odd', { user: 'Ann' });
    log('odd', {
      user: { id: 5 },
      'user.id': 'five',
      'http.request.id': ['a', 'b'],
      host: true,
      labels: 'x',
      message: 1,
    });
    log('odd', {
      error: { type: 7 },
      log: 'x',
      '@timestamp': 'never',
      ecs: 1,
      '': 'none',
      ' ': 1,
      'a..b': 'x',
      '.': 2,
    });
    for (let i = 0; i < 30; i++) {
      const many = Array.from({ length: 50 }, (_, j) => [`name ${i * 50 + j}`, j % 2 ? j : `text ${j}`]);
      log('odd', Object.fromEntries(many));
    }
    log('odd', { cut: 'a\ud83d', long: 'x'.repeat(100_000), 'exception.stacktrace': 'y'.repeat(100_000) });
    log('odd', { count: 1e300, id: '2026-11-26', at: '12', nothing: '' });
    log('odd', { count: 'many', id: 'x', at: 'noon', 'url.path': '/', 'server.port': 'http' });
    await provider.shutdown();
    assert.deepEqual(lines, []);
    assert.equal(exporter.counts.delivered, 36);
    assert.equal((await client.find('logs-waymark-odd', 'message:odd')).length, 36);
    // The last of the names is a label like the first.
    for (const query of ['labels.name_0:"text 0"', 'labels.name_1498:"text 48"'])
      assert.equal((await client.find('logs-waymark-odd', query)).length, 1, query);
  });

  test('says of a document that it refuses which field is at fault, and nothing of the value', async () => {
    await client.ask('PUT', '/strict', {
      mappings: { dynamic: 'strict', properties: { message: { type: 'date' } } },
    });
    const { exporter, provider, lines, log } = logging({ index: 'strict' });
    log('s3cret');
    await provider.shutdown();
    assert.deepEqual([exporter.counts.delivered, exporter.counts.dropped], [0, 1]);
    assert.equal(lines.length, 1);
    assert.match(
      lines[0]!,
      /^https:\/\/127\.0\.0\.1:\d+\/strict\/_bulk rejected 1 log records?: '\w+_exception[^s]*'?/,
    );
    assert.doesNotMatch(lines[0]!, /s3cret/);
  });

  const refusals: [string, (server: LocalServer) => ElasticsearchOptions, RegExp][] = [
    [
      'a wrong password',
      () => ({ password: 'wr0ng' }),
      /refuses logs: HTTP 401, 'security_exception' \(check the configured credentials\)/,
    ],
    [
      'an API key that it does not know',
      () => ({ apiKey: Buffer.from('some:wr0ng').toString('base64') }),
      /refuses logs: HTTP 401, 'security_exception' \(check the configured credentials\)/,
    ],
    [
      'an authority that nobody told of',
      () => ({ tls: {} }),
      /the certificate is not trusted; configure the CA that signed it/,
    ],
    [
      'a name that its certificate has not',
      ({ ca }) => ({ tls: { ca: ca!, servername: 'search.example' } }),
      /the certificate is for another host name/,
    ],
  ];
  for (const [what, options, line] of refusals) {
    test(`is not written to with ${what}, which is said in one line`, async () => {
      const { exporter, lines, log } = logging({ index: 'logs-waymark-refused', ...options(server) });
      log('not for everybody');
      for (const until = Date.now() + 10_000; lines.length === 0; await sleep(50))
        assert.ok(Date.now() < until);
      await exporter.shutdown(0);
      assert.equal(exporter.counts.dropped, 1);
      assert.match(lines[0] ?? '', line);
      assert.doesNotMatch(lines.join(), /wr0ng|opensesame|not for everybody/);
      assert.deepEqual(await client.find('logs-waymark-refused'), []);
    });
  }

  test('is written to by one who may create documents and nothing else', async () => {
    const config = join(server.home!, 'config');
    appendFileSync(join(config, 'roles.yml'), ROLE);
    appendFileSync(join(config, 'users'), `${WRITER}\n`);
    appendFileSync(join(config, 'users_roles'), 'waymark_writer:writer\n');
    const isKnown = async () => {
      const { body } = await client.ask('GET', '/_security/_authenticate', undefined, 'writer:opensesame');
      return body.roles?.includes('waymark_writer');
    };
    // It looks at the files every five seconds.
    for (const until = Date.now() + 20_000; !(await isKnown()); await sleep(200))
      assert.ok(Date.now() < until);
    const { exporter, provider, lines, log } = logging({
      username: 'writer',
      password: 'opensesame',
      index: 'logs-waymark-least',
    });
    log('by the writer');
    await provider.shutdown();
    assert.deepEqual([exporter.counts.delivered, lines], [1, []]);
    assert.equal((await client.find('logs-waymark-least')).length, 1);
    const { status } = await client.ask('GET', '/logs-waymark-least/_search', undefined, 'writer:opensesame');
    assert.equal(status, 403);
  });

  test('that is ended and comes back has every line once', async () => {
    const { exporter, provider, lines, log } = logging({ index: 'logs-waymark-restart' });
    let made = 0;
    const making = setInterval(() => {
      for (let i = 0; i < 20; i++) log(`line ${made++}`);
    }, 20);
    await sleep(500);
    await server.halt!();
    await sleep(1_000);
    clearInterval(making);
    await server.resume!();
    await provider.forceFlush();
    for (const until = Date.now() + 20_000; exporter.counts.delivered < made; await sleep(100))
      assert.ok(Date.now() < until, JSON.stringify([made, exporter.counts, lines]));
    const found = await client.find('logs-waymark-restart');
    const messages = new Set(found.map(({ message }) => message));
    assert.deepEqual([found.length, messages.size, exporter.counts.dropped], [made, made, 0]);
    assert.equal(lines.length, 2, lines.join('\n'));
    await provider.shutdown();
  });

  for (const way of ['time', 'loop', 'exit'] as const) {
    test(`finds what an application logs for a request, by its id and its trace (${way})`, async () => {
      const app = join(folder, 'app.cjs');
      writeFileSync(app, APP);
      const requestId = `order-${way}`;
      await using running = startNode(app, {
        register: 'require',
        args: [way],
        env: {
          NODE_PATH: new URL('../../node_modules', import.meta.url).pathname,
          OTEL_SERVICE_NAME: 'till',
          OTEL_TRACES_EXPORTER: 'none',
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_LOGS_EXPORTER: 'elasticsearch',
          OTEL_BLRP_SCHEDULE_DELAY: way === 'time' ? '50' : '60000',
          WAYMARK_ELASTICSEARCH_ENDPOINT: server.url!,
          WAYMARK_ELASTICSEARCH_USERNAME: server.user!,
          WAYMARK_ELASTICSEARCH_PASSWORD: server.password!,
          WAYMARK_ELASTICSEARCH_CERTIFICATE: authority,
          WAYMARK_ELASTICSEARCH_INDEX: `logs-waymark-${way}`,
        },
      });
      const [, port] = await running.waitForLine(/listening on (\d+)/);
      await fetch(`http://127.0.0.1:${port}/orders`, { headers: { 'x-request-id': requestId } });
      const found = await client.findAll(`logs-waymark-${way}`, `http.request.id:${requestId}`, 2);
      assert.deepEqual(
        found.map(({ message }) => message),
        ['order received', 'order failed'],
      );
      const [, { trace: ids, log, error, labels, service }] = found as [Document, Document];
      assert.match(ids!.id, /^[0-9a-f]{32}$/);
      assert.equal(log!.level, 'error');
      assert.deepEqual([error?.type, error?.message], ['RangeError', 'card declined']);
      assert.match(error?.stack_trace ?? '', /RangeError: card declined\n\s+at /);
      assert.deepEqual([labels?.['password'], labels?.['cart_id']], ['REDACTED', 'c-1']);
      assert.equal(service?.name, 'till');
      assert.equal((await client.find(`logs-waymark-${way}`, `trace.id:${ids!.id}`)).length, 2);
      assert.doesNotMatch(running.stderr, /opensesame|hunter2/);
      assert.match(running.stderr, new RegExp(`logs to ${server.url}`));
    });
  }
});

/** An order that fails, told by pino; then the process ends as it is told, or not at all. */
const APP = `
const { createServer } = require('node:http');
const logger = require('pino')({ name: 'orders' });
const [, , way] = process.argv;
const server = createServer((request, response) => {
  logger.info('order received');
  logger.error({ err: new RangeError('card declined'), cart: { id: 'c-1' }, password: 'hunter2' }, 'order failed');
  response.end();
  if (way === 'loop') response.once('close', () => { server.close(); server.closeAllConnections(); });
  if (way === 'exit') response.once('close', () => process.exit());
});
server.listen(0, '127.0.0.1', () => console.log('listening on ' + server.address().port));
`;
