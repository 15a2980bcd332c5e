/** What an application sends by each exporter, read back from the real server: sent in time, at the loop's end and at exit. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { printTree, runNode } from '@waymark/testing';
import { type Jaeger, startJaeger } from './jaeger.mjs';
import { skipWithoutJaeger } from './jaeger-binary.mjs';
import { JaegerClient } from './jaeger-client.ts';
import { type LocalServer, skipWithoutServer, startServer } from './servers.mjs';

const folder = mkdtempSync(join(tmpdir(), 'waymark-exporters-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A span with a log line and a child; then the process ends as it is told, and says the trace's id before. */
const app = join(folder, 'app.cjs');
writeFileSync(
  app,
  `const { trace } = require('@opentelemetry/api');
   const tracer = trace.getTracer('till');
   tracer.startActiveSpan('sell', { attributes: { items: ['tea', 'milk'] } }, (span) => {
     console.warn('milk is out');
     tracer.startSpan('pay', { kind: 2, attributes: { 'server.address': 'bank', 'server.port': 443 } }).end();
     span.setStatus({ code: 2, message: 'no milk' });
     span.end();
     console.log(span.spanContext().traceId);
   });
   const ends = { loop() {}, exit: () => process.exit(), time: () => setTimeout(() => process.exit(), 400) };
   ends[process.argv[2]]();`,
);
const api = new URL('../../node_modules', import.meta.url).pathname;

async function sell(way: string, env: Record<string, string>): Promise<string> {
  const settings = { OTEL_SERVICE_NAME: 'till', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
  const { stdout, stderr, code } = await runNode(app, {
    register: 'require',
    args: [way],
    env: { ...settings, OTEL_BSP_SCHEDULE_DELAY: '100', NODE_PATH: api, ...env },
  });
  assert.equal(code, 0);
  // The start line, and the application's own warning.
  assert.match(stderr, /^waymark: .* traces till: .*\nmilk is out\n$/);
  return stdout.trim();
}

describe('a real Jaeger', { skip: skipWithoutJaeger() }, () => {
  let jaeger: Jaeger;
  before(async () => {
    jaeger = await startJaeger();
  });
  after(() => jaeger?.stop());

  for (const protocol of ['grpc', 'http/json', 'http/protobuf']) {
    for (const [way, compression] of [
      ['time', 'none'],
      ['loop', 'none'],
      ['loop', 'gzip'],
      ['exit', 'none'],
    ] as const) {
      test(`reads what comes by ${protocol}, compression ${compression}, when the end is by ${way}`, async () => {
        const id = await sell(way, {
          OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          OTEL_EXPORTER_OTLP_COMPRESSION: compression,
          OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? jaeger.otlpGrpcUrl : jaeger.otlpUrl,
        });
        const spans = await new JaegerClient(jaeger.queryUrl).trace(id, 2);
        assert.equal(
          printTree(spans, { attributes: ['items', 'server.port'] }),
          [
            'till INTERNAL sell [items=["tea","milk"]] (ERROR: no milk)',
            '  * log WARN milk is out',
            '  till CLIENT pay [server.port=443]',
          ].join('\n'),
        );
      });
    }
  }
});

interface ZipkinSpan {
  name: string;
  kind?: string;
  parentId?: string;
  localEndpoint: { serviceName: string };
  remoteEndpoint?: { serviceName: string; port: number };
  annotations?: { value: string }[];
  tags: Record<string, string>;
}

describe('a real Zipkin', { skip: skipWithoutServer('zipkin') }, () => {
  let zipkin: LocalServer;
  before(async () => {
    zipkin = await startServer('zipkin');
  });
  after(() => zipkin?.stop());

  for (const way of ['time', 'loop', 'exit']) {
    test(`reads what the zipkin exporter sends when the end is by ${way}`, async () => {
      const id = await sell(way, {
        OTEL_TRACES_EXPORTER: 'zipkin',
        OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://127.0.0.1:${zipkin.port}/api/v2/spans`,
      });
      const spans = await zipkinTrace(zipkin.port, id);
      const [sold, paid] = ['sell', 'pay'].map((name) => spans.find((span) => span.name === name)!);
      assert.equal(sold!.localEndpoint.serviceName, 'till');
      assert.equal(sold!.tags['items'], '["tea","milk"]');
      assert.equal(sold!.tags['error'], 'no milk');
      assert.match(
        sold!.annotations![0]!.value,
        /^milk is out \{"log\.severity":"WARN","logger\.name":"console"/,
      );
      assert.equal(paid!.kind, 'CLIENT');
      assert.deepEqual(paid!.remoteEndpoint, { serviceName: 'bank', port: 443 });
    });
  }
});

/** Asked again until both spans are there: Zipkin answers 202 before it has stored anything. */
async function zipkinTrace(port: number, id: string): Promise<ZipkinSpan[]> {
  for (const end = performance.now() + 10_000; performance.now() < end; ) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v2/trace/${id}`);
    const spans = answer.ok ? ((await answer.json()) as ZipkinSpan[]) : [];
    if (spans.length === 2) return spans;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Zipkin has no trace ${id}`);
}
