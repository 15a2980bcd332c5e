/** What deploy/elk makes of an Elasticsearch: its file, its index template, and the users that its setup makes. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ElasticsearchLogRecordExporter, elasticsearchIndexTemplate } from '@waymark/log-exporters';
import { runNode } from '@waymark/testing';
import { finish } from '../backends/finish.mjs';
import { LONG, oddRecords } from '../backends/odd-records.ts';
import { type LocalServer, skipWithoutServer, startServer } from '../backends/servers.mjs';
import { logstashPipelines, skipWithoutLogstashParser } from './checkers.mjs';

const elk = fileURLToPath(new URL('../../deploy/elk', import.meta.url));

test('the setup asks for what Elasticsearch wants, whatever stands in a password, and says none', async () => {
  const asked: { path: string; login: string; body: Record<string, unknown> }[] = [];
  await using server = await answering((request, body) => {
    const login = Buffer.from(request.headers.authorization!.slice('Basic '.length), 'base64').toString();
    asked.push({ path: `${request.method} ${request.url}`, login, body: JSON.parse(body) });
    return 200;
  });
  const hard = `a "b" \\ $c 'd' ü`;
  const said = await setUp(server.url, {
    ELASTIC_PASSWORD: hard,
    WRITER_PASSWORD: `w${hard}`,
    KIBANA_PASSWORD: `k${hard}`,
  });
  assert.equal(said, 'setup: logs-waymark-* and its users are there\n');
  assert.deepEqual(new Set(asked.map(({ login }) => login)), new Set([`elastic:${hard}`]));
  const [template, role, writer, kibana] = asked;
  assert.equal(template!.path, 'PUT /_index_template/waymark-logs');
  assert.deepEqual(template!.body, elasticsearchIndexTemplate());
  assert.equal(role!.path, 'PUT /_security/role/waymark_writer');
  assert.deepEqual(Object.keys(role!.body), ['cluster', 'indices']);
  assert.equal(writer!.path, 'PUT /_security/user/waymark');
  assert.deepEqual(writer!.body, { password: `w${hard}`, roles: ['waymark_writer'] });
  assert.equal(kibana!.path, 'POST /_security/user/kibana_system/_password');
  assert.deepEqual(kibana!.body, { password: `k${hard}` });
});

test('a setup that is refused ends with what was refused, and without the password', async () => {
  await using server = await answering(() => 401);
  const failed = await setUp(server.url, {
    ELASTIC_PASSWORD: 'wrong-password',
    WRITER_PASSWORD: 'other-password',
  }).then(
    () => '',
    (error: Error) => error.message,
  );
  assert.match(failed, /setup: PUT \/_index_template\/waymark-logs was refused/);
  assert.doesNotMatch(failed, /-password/);
});

/** Of what is asked here, all that is read. */
interface Answer {
  status?: number;
  acknowledged?: boolean;
  errors?: boolean;
  hits?: {
    hits: { _source: { message: string; log: { level: string }; long_labels?: Record<string, string> } }[];
  };
  items?: Record<string, { _index: string; status: number }>[];
}

test('the index template that is shipped is the one of @waymark/log-exporters', () => {
  const shipped = JSON.parse(readFileSync(`${elk}/index-template.json`, 'utf8'));
  assert.deepEqual(shipped, elasticsearchIndexTemplate());
});

describe('an Elasticsearch of deploy/elk', { skip: skipWithoutServer('elasticsearch') }, () => {
  let server: LocalServer;
  let template: Answer;
  before(async () => {
    server = await startServer('elasticsearch', { shipped: true });
    const shipped = JSON.parse(readFileSync(`${elk}/index-template.json`, 'utf8'));
    template = await ask('PUT', '/_index_template/waymark-logs', server, shipped);
  });
  after(() => server?.stop());

  test('lets nobody in without a password', async () => {
    assert.equal((await fetch(`${server.url}/`)).status, 401);
  });

  test('takes the index template', () => {
    assert.deepEqual(template, { acknowledged: true });
  });

  test('lets who has the role of writers add log lines to a data stream, and read or change nothing', async () => {
    const line = {
      '@timestamp': '2026-11-26T10:00:00Z',
      message: 'milk is out',
      http: { request: { id: 'r-1' } },
    };
    const made = await ask('PUT', '/logs-waymark-default/_bulk', server.writer!, [{ create: {} }, line]);
    assert.equal(made.errors, false, JSON.stringify(made));
    assert.match(made.items![0]!['create']!._index, /^\.ds-logs-waymark-default-/);
    const elsewhere = await ask('PUT', '/logs-other-default/_bulk', server.writer!, [{ create: {} }, line]);
    assert.equal(elsewhere.items![0]!['create']!.status, 403);
    for (const [method, path] of [
      ['GET', '/logs-waymark-default/_search'],
      ['DELETE', `/${made.items![0]!['create']!._index}`],
      ['DELETE', '/_index_template/waymark-logs'],
    ] as const) {
      const refused = await ask(method, path, server.writer!);
      assert.equal(refused.status, 403, `${method} ${path}`);
    }
  });

  test('takes a line whatever it holds', async () => {
    const lines: string[] = [];
    const exporter = new ElasticsearchLogRecordExporter({
      url: server.url!,
      username: server.writer!.user,
      password: server.writer!.password,
      index: 'logs-waymark-odd',
      report: (line) => lines.push(line),
    });
    const odd = oddRecords(recordOf);
    exporter.export(odd, () => {});
    await exporter.forceFlush();
    assert.deepEqual([lines, exporter.counts.delivered], [[], odd.length]);
    await exporter.shutdown();
    await ask('POST', '/logs-waymark-odd/_refresh', server);
    const found = await ask('GET', '/logs-waymark-odd/_search?q=message:long', server);
    assert.equal(found.hits!.hits[0]!._source.long_labels?.['sql'], LONG);
  });

  test('has the lines of an application that logs in as its page says', async () => {
    const { stderr } = await runNode('-e', {
      args: ['console.error("no tea either")'],
      register: 'require',
      env: {
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'elasticsearch',
        WAYMARK_ELASTICSEARCH_ENDPOINT: server.url!,
        WAYMARK_ELASTICSEARCH_USERNAME: server.writer!.user,
        WAYMARK_ELASTICSEARCH_PASSWORD: server.writer!.password,
      },
    });
    assert.doesNotMatch(stderr, /could not|cannot/);
    await ask('POST', '/logs-waymark-default/_refresh', server);
    const found = await ask('GET', '/logs-waymark-default/_search?q=message:tea', server);
    assert.deepEqual(
      found.hits!.hits.map(({ _source: { message, log } }) => [message, log.level]),
      [['no tea either', 'error']],
    );
  });

  async function ask(
    method: string,
    path: string,
    login: { user?: string; password?: string },
    body?: unknown,
  ): Promise<Answer> {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: linesOf(body) }),
    });
    return (await answer.json()) as Answer;
  }
});

test("Logstash's grammar takes its pipelines, which are one input, a filter and an output", {
  skip: skipWithoutLogstashParser(),
}, async () => {
  const files = ['input-tcp.conf', 'input-tls.conf', 'output.conf'].map((name) => `${elk}/logstash/${name}`);
  const [tcp, tls, output] = await logstashPipelines(files);
  assert.deepEqual(
    [tcp, tls].map((sections) => sections!.map(([name]) => name)),
    [['input'], ['input']],
  );
  assert.deepEqual(
    output!.map(([name]) => name),
    ['filter', 'output'],
  );
  assert.match(JSON.stringify(tcp), /\["port",\[5045\]\].*\["json_lines"/);
  assert.match(JSON.stringify(tls), /\["port",\[5046\]\].*\["json_lines".*\["ssl_enabled",\[true\]\]/);
  assert.match(
    JSON.stringify(output),
    /\["data_stream",\[true\]\].*\["document_id",\["%\{\[event\]\[id\]\}"\]\]/,
  );
});

function recordOf(body: string, attributes: Record<string, unknown> = {}): ReadableLogRecord {
  return {
    hrTime: [1_700_000_000, 0],
    hrTimeObserved: [1_700_000_000, 0],
    body,
    attributes: attributes as ReadableLogRecord['attributes'],
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    instrumentationScope: { name: 'app' },
    droppedAttributesCount: 0,
  };
}

function setUp(url: string, env: Record<string, string>): Promise<string> {
  return finish(`${elk}/setup.sh`, [], {
    env: { PATH: process.env['PATH'], ELASTICSEARCH_URL: url, ...env },
  });
}

/** Lines, as `_bulk` takes them, of a list. */
function linesOf(body: unknown): string {
  const parts = Array.isArray(body) ? body : [body];
  return parts.map((part) => `${JSON.stringify(part)}\n`).join('');
}

async function answering(status: (request: IncomingMessage, body: string) => number) {
  const server = createServer(async (request, response) => {
    response.statusCode = status(request, await text(request));
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void server.close() };
}
