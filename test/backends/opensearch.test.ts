/** Log records in a data stream of a real OpenSearch. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Attributes, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { DeliveryQueue } from '@waymark/delivery';
import {
  ElasticsearchLogRecordExporter,
  elasticsearchDelivery,
  elasticsearchIndexTemplate,
} from '@waymark/log-exporters';
import { runNode } from '@waymark/testing';
import { LONG, oddRecords } from './odd-records.ts';
import { SearchClient } from './search-client.ts';
import { type LocalServer, skipWithoutServer, startServer } from './servers.mjs';

const SHIPPED = new URL('../../deploy/elk/opensearch-index-template.json', import.meta.url);
const STREAM = 'logs-waymark-default';

describe('a real OpenSearch', { skip: skipWithoutServer('opensearch') }, () => {
  let server: LocalServer;
  let client: SearchClient;

  const folder = mkdtempSync(join(tmpdir(), 'waymark-opensearch-'));
  const app = join(folder, 'app.cjs');

  before(async () => {
    writeFileSync(
      app,
      "require('pino')().error({ err: new RangeError('no milk'), cart: { id: 'c-1' } }, 'not sold');",
    );
    // What it takes at a time is little enough for a test to be more.
    server = await startServer('opensearch', { settings: ['indexing_pressure.memory.limit: 300kb'] });
    client = new SearchClient(server);
    const template = JSON.parse(readFileSync(SHIPPED, 'utf8'));
    assert.deepEqual(template, elasticsearchIndexTemplate({ server: 'opensearch' }));
    const { body } = await client.ask('PUT', '/_index_template/waymark-logs', template);
    assert.deepEqual(body, { acknowledged: true });
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  test('finds a line in a data stream by trace id, request id, label and number', async () => {
    const lines: string[] = [];
    const exporter = new ElasticsearchLogRecordExporter({
      url: server.url!,
      report: (line) => lines.push(line),
    });
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop' }),
      processors: [new BatchLogRecordProcessor({ exporter })],
    });
    const log = (body: string, attributes: Attributes, spanContext?: SpanContext) =>
      provider.getLogger('app').emit({
        body,
        attributes,
        ...(spanContext ? { context: trace.setSpanContext(ROOT_CONTEXT, spanContext) } : {}),
      });
    const context = { traceId: 'a1'.repeat(16), spanId: 'b2'.repeat(8), traceFlags: 1 };
    log('paid', { 'http.request.id': 'req-7', 'order.id': 'o-1', total: 9.5 }, context);
    log('shipped', { user: 'Ann' });
    log('shipped', { user: { id: 5 }, 'user.id': 'five', labels: 'x', log: 1 });
    await provider.shutdown();
    assert.deepEqual([lines, exporter.counts.delivered], [[], 3]);
    const queries = [
      `trace.id:${context.traceId}`,
      'http.request.id:req-7',
      'labels.order_id:o-1',
      'numeric_labels.total:>9',
      'service.name:shop AND message:paid',
    ];
    for (const query of queries) {
      const found = await client.find(STREAM, query);
      assert.deepEqual(
        found.map(({ message }) => message),
        ['paid'],
        query,
      );
    }
    const { body } = await client.ask('GET', `/_data_stream/${STREAM}`);
    assert.equal(body.data_streams?.[0]?.timestamp_field.name, '@timestamp');
  });

  test('takes a line whatever it holds', async () => {
    const index = 'logs-waymark-odd';
    const { serialize, ...delivery } = elasticsearchDelivery({ url: server.url!, index });
    const lines: string[] = [];
    const queue = new DeliveryQueue({ ...delivery, signal: 'logs', report: (line) => lines.push(line) });
    const odd = oddRecords((body, attributes) => record(body, attributes as Attributes));
    queue.add({ body: serialize(odd), records: odd.length });
    await queue.flush();
    assert.deepEqual([lines, queue.counts.delivered], [[], odd.length]);
    const [found] = await client.find(index, 'message:long');
    assert.equal(found?.long_labels?.['sql'], LONG);
    await queue.shutdown();
  });

  test('has once what was sent twice, as after an answer that got lost', async () => {
    const lines: string[] = [];
    const { serialize, ...delivery } = elasticsearchDelivery({
      url: server.url!,
      index: 'logs-waymark-twice',
    });
    const queue = new DeliveryQueue({ ...delivery, signal: 'logs', report: (line) => lines.push(line) });
    const body = serialize(Array.from({ length: 50 }, (_, i) => record(`line ${i}`)));
    for (let i = 0; i < 2; i++) {
      queue.add({ body: Buffer.from(body), records: 50 });
      await queue.flush();
    }
    assert.deepEqual([lines, queue.counts.delivered, queue.counts.dropped], [[], 100, 0]);
    assert.equal((await client.find('logs-waymark-twice')).length, 50);
    await queue.shutdown();
  });

  for (const engine of ['waymark', 'upstream']) {
    test(`has what an application logged before its end, with the engine ${engine}`, async () => {
      const { code, stderr } = await runNode(app, {
        register: 'require',
        env: {
          NODE_PATH: new URL('../../node_modules', import.meta.url).pathname,
          WAYMARK_ENGINE: engine,
          OTEL_SERVICE_NAME: engine,
          OTEL_TRACES_EXPORTER: 'none',
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_LOGS_EXPORTER: 'elasticsearch',
          WAYMARK_ELASTICSEARCH_ENDPOINT: server.url!,
        },
      });
      assert.equal(code, 0, stderr);
      const [found] = await client.findAll(STREAM, `service.name:${engine}`, 1);
      assert.equal(found!.message, 'not sold');
      assert.equal(found!.log?.level, 'error');
      assert.deepEqual([found!.error?.type, found!.error?.message], ['RangeError', 'no milk']);
      assert.equal(found!.labels?.['cart_id'], 'c-1');
    });
  }

  test('that has no room for all at a time gets all, each once', async () => {
    const lines: string[] = [];
    const index = 'logs-waymark-much';
    const { serialize, ...delivery } = elasticsearchDelivery({ url: server.url!, index });
    const retry = { initialMs: 50, maxMs: 500 };
    const queue = new DeliveryQueue({
      ...delivery,
      signal: 'logs',
      report: (line) => lines.push(line),
      retry,
    });
    for (let batch = 0; batch < 40; batch++) {
      const records = Array.from({ length: 100 }, (_, i) =>
        record(`${batch}/${i}`, { filler: 'x'.repeat(900) }),
      );
      queue.add({ body: serialize(records), records: 100 });
    }
    for (const until = Date.now() + 30_000; queue.counts.delivered < 4_000; await queue.flush(1_000))
      assert.ok(Date.now() < until, JSON.stringify([queue.counts, lines]));
    const found = await client.find(index);
    const messages = new Set(found.map(({ message }) => message));
    assert.deepEqual([found.length, messages.size, queue.counts.dropped], [4_000, 4_000, 0]);
    assert.match(lines.join(), /does not take logs now: HTTP 429, '\w*rejected_execution_exception'/);
    await queue.shutdown();
  });

  test('keeps of a batch what fits it', async () => {
    const lines: string[] = [];
    const properties = { numeric_labels: { dynamic: 'strict', properties: {} } };
    await client.ask('PUT', '/strict', { mappings: { properties } });
    const { serialize, ...delivery } = elasticsearchDelivery({ url: server.url!, index: 'strict' });
    const queue = new DeliveryQueue({ ...delivery, signal: 'logs', report: (line) => lines.push(line) });
    const records = [record('fits'), record('does not', { s3cret: 5 }), record('fits')];
    queue.add({ body: serialize(records), records: 3 });
    await queue.flush();
    assert.deepEqual([queue.counts.delivered, queue.counts.dropped], [2, 1]);
    assert.deepEqual(lines, [
      `${server.url}/strict/_bulk rejected 1 log record: 'strict_dynamic_mapping_exception'; later ones are counted without a line`,
    ]);
    assert.equal((await client.find('strict')).length, 2);
    await queue.shutdown();
  });
});

function record(body: string, attributes: Attributes = {}): ReadableLogRecord {
  return {
    hrTime: [1_700_000_000, 0],
    hrTimeObserved: [1_700_000_000, 0],
    body,
    attributes,
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    instrumentationScope: { name: 'app' },
    droppedAttributesCount: 0,
  };
}
