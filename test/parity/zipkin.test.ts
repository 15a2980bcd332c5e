/** What upstream's exporter for Zipkin makes of a span, and ours: what the README of `@waymark/zipkin` shows. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { ZipkinExporter, type ZipkinSpan } from '@waymark/zipkin';

const traceId = '3b39a3ce3852fcd6e68235cb40d31b3c';
const context = { traceId, spanId: 'b42ea76b6859b516', traceFlags: 1 };
const time: [number, number] = [1_795_706_581, 989_000_000];
const failed: ReadableSpan = {
  name: 'pay',
  kind: 2,
  spanContext: () => context,
  startTime: time,
  endTime: time,
  duration: [0, 440_000],
  ended: true,
  status: { code: 2 },
  attributes: { 'server.address': 'bank', 'server.port': 443, items: ['tea', 'milk, fresh'] },
  links: [{ context: { ...context, traceId: '0af7651916cd43dd8448eb211c80319c' } }],
  events: [
    { name: 'log', time, attributes: { message: 'card declined', 'log.severity': 'WARN' } },
    { name: 'retry', time, attributes: { after: 250 } },
  ],
  resource: resourceFromAttributes({ 'service.name': 'till' }),
  instrumentationScope: { name: 'app' },
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
};

/** The exporter as `sdk-node` has it. */
function upstreams(url: string): SpanExporter {
  const require = createRequire(join(import.meta.dirname, 'package.json'));
  const { ZipkinExporter: Upstreams } = require('@opentelemetry/exporter-zipkin');
  return new Upstreams({ url });
}

/** The one span as it was sent. */
async function sentBy(exporterFor: (url: string) => SpanExporter): Promise<ZipkinSpan> {
  let body = '';
  const server = createServer(async (request, response) => {
    body = Buffer.concat(await request.toArray()).toString();
    response.writeHead(202).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const exporter = exporterFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2/spans`);
  await new Promise((resolve) => exporter.export([failed], resolve));
  await exporter.forceFlush?.();
  await exporter.shutdown();
  server.close();
  return JSON.parse(body)[0];
}

test('ours adds what upstream’s loses, and changes nothing else but arrays', async () => {
  const [before, after] = await Promise.all([
    sentBy(upstreams),
    sentBy((url) => new ZipkinExporter({ url })),
  ]);
  const timestamp = 1_795_706_581_989_000;
  const same = {
    traceId,
    id: 'b42ea76b6859b516',
    name: 'pay',
    kind: 'CLIENT',
    timestamp,
    duration: 440,
    localEndpoint: { serviceName: 'till' },
  };
  const tags = { 'server.address': 'bank', 'server.port': '443', 'otel.status_code': 'ERROR' };
  assert.deepEqual(before, {
    ...same,
    annotations: [
      { timestamp, value: 'log' },
      { timestamp, value: 'retry' },
    ],
    tags: { ...tags, items: 'tea,milk, fresh', 'service.name': 'till' },
  });
  assert.deepEqual(after, {
    ...same,
    remoteEndpoint: { serviceName: 'bank', port: 443 },
    annotations: [
      { timestamp, value: 'card declined {"log.severity":"WARN"}' },
      { timestamp, value: '"retry":{"after":250}' },
    ],
    tags: {
      ...tags,
      items: '["tea","milk, fresh"]',
      error: '',
      'otel.scope.name': 'app',
      'otlp.link.0': '0af7651916cd43dd8448eb211c80319c|b42ea76b6859b516||{}|0',
    },
  });
});

test('the README shows these', () => {
  const readme = readFileSync(new URL('../../packages/zipkin/README.md', import.meta.url), 'utf8');
  for (const text of [
    'items: \'tea,milk, fresh\',                              items: \'["tea","milk, fresh"]\',',
    '{ value: \'log\' },                                      { value: \'card declined {"log.severity":"WARN"}\' },',
    '{ value: \'retry\' },                                    { value: \'"retry":{"after":250}\' },',
  ])
    assert.ok(readme.includes(text), text);
});
