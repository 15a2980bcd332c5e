import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { logRecord } from '../fixtures/records.ts';
import type { ElasticsearchOptions } from './elasticsearch-delivery.ts';
import { ElasticsearchLogRecordExporter } from './elasticsearch-exporter.ts';
import { startBulkServer } from './fixtures/bulk-server.ts';
import { isIndexName } from './index-name.ts';

/** An exporter that is quick to try again, and its lines. */
function exporterTo(url: string, options: ElasticsearchOptions = {}) {
  const lines: string[] = [];
  const exporter = new ElasticsearchLogRecordExporter({
    url,
    timeoutMs: 2_000,
    retry: { initialMs: 10, maxMs: 40 },
    report: (line) => lines.push(line),
    ...options,
  });
  const send = (messages: readonly string[]) =>
    exporter.export(
      messages.map((body) => logRecord({ body })),
      () => {},
    );
  return { exporter, lines, send };
}

const HUNDRED = Array.from({ length: 100 }, (_, i) => `line ${i}`);

describe('ElasticsearchLogRecordExporter', () => {
  it('sends what an SDK has, compressed, to the index that is asked for', async () => {
    await using server = await startBulkServer();
    const { exporter } = exporterTo(`${server.url}/search/`, { index: 'logs-shop-eu' });
    const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
    provider.getLogger('app').emit({ body: 'hello', severityNumber: 9 });
    await provider.shutdown();
    assert.deepEqual(server.messages, ['hello']);
    assert.match(server.path, /^\/search\/logs-shop-eu\/_bulk\?filter_path=errors,/);
    assert.equal(server.headers['content-encoding'], 'gzip');
    assert.equal(server.headers['content-type'], 'application/x-ndjson');
    assert.equal(server.headers['accept-encoding'], 'identity', 'what is answered is read as it comes');
  });

  it('asks with what else a URL says, a pipeline for one', async () => {
    await using server = await startBulkServer();
    const { exporter, send } = exporterTo(`${server.url}/?pipeline=geo%20ip&refresh=true#here`);
    send(['x']);
    await exporter.shutdown();
    assert.match(
      server.path,
      /^\/logs-waymark-default\/_bulk\?pipeline=geo%20ip&refresh=true&filter_path=errors,/,
    );
  });

  const logins: [string, ElasticsearchOptions, string | undefined][] = [
    ['with an API key', { apiKey: 'a2V5', username: 'ann', password: 'pw' }, 'ApiKey a2V5'],
    [
      'with user and password',
      { username: 'ann', password: 'pä:ss' },
      `Basic ${Buffer.from('ann:pä:ss').toString('base64')}`,
    ],
    ['without a login', {}, undefined],
  ];
  for (const [what, options, expected] of logins) {
    it(`asks ${what}`, async () => {
      await using server = await startBulkServer();
      const { exporter, send } = exporterTo(server.url, options);
      send(['x']);
      await exporter.shutdown();
      assert.equal(server.headers.authorization, expected);
    });
  }

  it('asks with the login that a URL holds, and shows none of it', async () => {
    await using server = await startBulkServer({ instead: () => ({ status: 403 }) });
    const { exporter, lines, send } = exporterTo(server.url.replace('//', '//ann:s3cret@'));
    send(['x']);
    await exporter.shutdown();
    assert.equal(server.headers.authorization, `Basic ${Buffer.from('ann:s3cret').toString('base64')}`);
    assert.equal(lines.length, 1);
    assert.doesNotMatch(lines[0]!, /ann|s3cret/);
  });

  it('says when a login is refused, and nothing of the login', async () => {
    const body = JSON.stringify({
      error: { type: 'security_exception', reason: 'user [ann] with s3cret' },
      status: 401,
    });
    await using server = await startBulkServer({ instead: () => ({ status: 401, body }) });
    const { exporter, lines, send } = exporterTo(server.url, { username: 'ann', password: 's3cret' });
    send(['x', 'y']);
    await exporter.shutdown();
    assert.equal(exporter.counts.dropped, 2);
    assert.deepEqual(lines, [
      `${server.url}/logs-waymark-default/_bulk refuses logs: HTTP 401, 'security_exception' (check the configured credentials); 2 log records dropped in all`,
    ]);
  });

  const refused: [string, ElasticsearchOptions, RegExp][] = [
    [
      'a URL that is none',
      { url: 'no url s3cret' },
      /^The URL of Elasticsearch is not valid; it looks like http:\/\/localhost:9200$/,
    ],
    ['another scheme', { url: 'ftp://ann:s3cret@host' }, /scheme 'ftp:'/],
    [
      'a login that would go over plain text to another host',
      { url: 'http://search.internal:9200', username: 'ann', password: 's3cret' },
      /search\.internal/,
    ],
    ['a name that no index has', { index: 'Logs' }, /^'Logs' is no name of an index/],
  ];
  for (const [what, options, message] of refused) {
    it(`is not made with ${what}`, () => {
      assert.throws(
        () => exporterTo('http://localhost:9200', options),
        (error: Error) => {
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /s3cret/);
          return true;
        },
      );
    });
  }
});

describe('a body that is too large', () => {
  for (const compression of ['none', 'gzip'] as const) {
    it(`goes in parts, each document once (${compression})`, async () => {
      await using server = await startBulkServer({ largest: compression === 'gzip' ? 500 : 4_000 });
      const { exporter, lines, send } = exporterTo(server.url, { compression });
      send(HUNDRED);
      await exporter.forceFlush();
      assert.deepEqual(server.messages, HUNDRED);
      assert.deepEqual(exporter.counts, {
        added: 100,
        delivered: 100,
        dropped: 0,
        queuedRecords: 0,
        queuedBytes: 0,
        inflightRecords: 0,
      });
      assert.deepEqual(lines, []);
      await exporter.shutdown();
    });
  }

  it('costs one document that is too large alone, and says so', async () => {
    await using server = await startBulkServer({ largest: 4_000 });
    const { exporter, lines, send } = exporterTo(server.url, { compression: 'none' });
    send(['a', 'b'.repeat(9_000), 'c']);
    await exporter.forceFlush();
    assert.deepEqual(server.messages, ['a', 'c']);
    assert.deepEqual([exporter.counts.delivered, exporter.counts.dropped], [2, 1]);
    assert.match(
      lines.join('\n'),
      /^\S+ rejected 1 log records?: 'too large'; later ones are counted without a line$/,
    );
    await exporter.shutdown();
  });

  it('that shrinks well says nothing of those that do not', async () => {
    await using server = await startBulkServer({ largestInflated: 50_000 });
    const { exporter, lines, send } = exporterTo(server.url);
    send(['a', 'b'.repeat(90_000), 'c']);
    await exporter.forceFlush();
    const random = Array.from({ length: 20 }, (_, i) => `${i} ${randomBytes(1_000).toString('base64')}`);
    send([random[0]!]);
    send(random.slice(1));
    await exporter.forceFlush();
    assert.deepEqual([...server.messages].sort(), ['a', 'c', ...random].sort());
    assert.deepEqual([exporter.counts.delivered, exporter.counts.dropped], [22, 1]);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.ok(server.sizes.length < 12, `${server.sizes.length} requests`);
    await exporter.shutdown();
  });

  it('is known for one the next time', async () => {
    await using server = await startBulkServer({ largest: 20_000 });
    const { exporter, send } = exporterTo(server.url, { compression: 'none' });
    for (let i = 0; i < 2; i++) {
      send(HUNDRED);
      await exporter.forceFlush();
    }
    assert.equal(server.sizes.filter((size) => size > 20_000).length, 1);
    assert.equal(server.messages.length, 200);
    await exporter.shutdown();
  });

  it('is left alone with the other parts when there is no time for one', async () => {
    const instead = (request: number) => (request === 2 ? { status: 429 } : undefined);
    await using server = await startBulkServer({ largest: 20_000, instead });
    const { exporter, send } = exporterTo(server.url, { compression: 'none' });
    send(HUNDRED);
    await exporter.forceFlush();
    assert.deepEqual(server.messages, HUNDRED);
    // The whole and a half; then both halves, since the whole is known to be too large.
    assert.equal(server.sizes.length, 4);
    await exporter.shutdown();
  });

  it('waits as long as the answer to a part says', async () => {
    const instead = (request: number) =>
      request === 3 ? { status: 429, headers: { 'retry-after': '1' } } : undefined;
    await using server = await startBulkServer({ largest: 20_000, instead });
    const { exporter, send } = exporterTo(server.url, { compression: 'none' });
    const began = Date.now();
    send(HUNDRED);
    await exporter.forceFlush(5_000);
    assert.equal(exporter.counts.delivered, 100);
    assert.ok(Date.now() - began >= 900, `it came back after ${Date.now() - began} ms`);
    await exporter.shutdown();
  });

  const faults: [string, 'reset' | { status: number }][] = [
    ['whose connection breaks', 'reset'],
    ['that the server has no room for', { status: 429 }],
  ];
  for (const [what, fault] of faults) {
    it(`sends a part again ${what}, and not the others`, async () => {
      // 1 is the whole, 2 the first half, 3 the second, and what a reset connection costs by itself is a fourth.
      const instead = (request: number) =>
        request === 3 || (fault === 'reset' && request === 4) ? fault : undefined;
      await using server = await startBulkServer({ largest: 20_000, instead });
      const { exporter, send } = exporterTo(server.url, { compression: 'none' });
      send(HUNDRED);
      await exporter.forceFlush();
      assert.deepEqual([...server.messages].sort(), [...HUNDRED].sort());
      assert.equal(exporter.counts.delivered, 100);
      assert.ok(server.sizes.at(-1)! < server.sizes[0]! * 0.6, 'the first half went again');
      await exporter.shutdown();
    });
  }
});

describe('a name of an index', () => {
  const rows: [string, boolean][] = [
    ['logs-waymark-default', true],
    ['.hidden', true],
    ['größe', true],
    ['Logs', false],
    ['GRÖSSE', false],
    ['_logs', false],
    ['-logs', false],
    ['a b', false],
    ['a,b', false],
    ['a/_doc', false],
    ['logs-*', false],
    ['.', false],
    ['..', false],
    ['', false],
    ['a'.repeat(255), true],
    ['a'.repeat(256), false],
  ];
  for (const [name, expected] of rows) {
    it(`${expected ? 'is' : 'is not'} ${JSON.stringify(name.slice(0, 20))}`, () =>
      assert.equal(isIndexName(name), expected));
  }
});
