/** What a real OpenTelemetry Collector reads: of our bytes the same as of upstream's, and of an application all that it did. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { encodeLogs, encodeMetrics, encodeTraces } from '@waymark/otlp';
import { runNode } from '@waymark/testing';
import { RandomRecords } from '../../packages/otlp/src/oracle/random-records.ts';
import { type LocalServer, skipWithoutServer, startServer } from './servers.mjs';

type Signal = 'traces' | 'logs' | 'metrics';
/** OTLP's JSON: what the Collector's file exporter writes. */
type Json = { [field: string]: Json & Json[] & string };

const SIGNALS = ['traces', 'logs', 'metrics'] as const;
const folder = mkdtempSync(join(tmpdir(), 'waymark-collector-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A request with a log line in it, a child, an event, a link and an error; then the process ends by itself. */
const app = join(folder, 'app.cjs');
writeFileSync(
  app,
  `const http = require('node:http');
   const { trace, metrics, context, isSpanContextValid } = require('@opentelemetry/api');
   const sold = metrics.getMeter('till').createCounter('sold', { unit: '{item}' });
   const server = http.createServer((req, res) => {
     const elsewhere = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
     const span = trace.getTracer('till').startSpan('pay', { links: [{ context: elsewhere, attributes: { why: 'order' } }] });
     span.setAttributes({ items: ['tea', 'milk'], price: 1.5, paid: false }).addEvent('declined', { code: 51 });
     span.setStatus({ code: 2, message: 'no money' }).end();
     sold.add(2, { kind: 'tea' });
     console.warn('card declined');
     res.statusCode = 402;
     res.end();
   });
   server.listen(0, '127.0.0.1', () => {
     const agent = new http.Agent();
     http.get({ port: server.address().port, path: '/buy?what=tea', agent, headers: {
       traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', 'user-agent': 'test' } }, (res) => {
       res.resume().on('end', () => server.close());
     });
   });`,
);
const api = new URL('../../node_modules', import.meta.url).pathname;

describe('a real Collector', { skip: skipWithoutServer('collector') }, () => {
  let collector: LocalServer;
  before(async () => {
    collector = await startServer('collector');
  });
  after(() => collector?.stop());

  async function requests(signal: Signal): Promise<Json[]> {
    const text = await readFile(join(collector.directory, `${signal}.jsonl`), 'utf8').catch(() => '');
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  /** Those after the first `known`, as soon as there are `count`: the file is written a moment later. */
  async function next(signal: Signal, known: number, count: number): Promise<Json[]> {
    for (const end = performance.now() + 10_000; performance.now() < end; ) {
      const all = await requests(signal);
      if (all.length >= known + count) return all.slice(known);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(
      `the Collector has written fewer than ${count} requests of ${signal}\n${collector.output()}`,
    );
  }

  async function post(signal: Signal, body: Uint8Array): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${collector.port}/v1/${signal}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: Buffer.from(body),
    });
    assert.equal(answer.status, 200, await answer.text());
  }

  const pairs: Record<Signal, (random: RandomRecords) => [Uint8Array, Uint8Array | undefined]> = {
    traces(random) {
      const spans = random.spans(50);
      return [encodeTraces(spans), ProtobufTraceSerializer.serializeRequest(spans)];
    },
    logs(random) {
      const records = random.logRecords(50);
      return [encodeLogs(records), ProtobufLogsSerializer.serializeRequest(records)];
    },
    metrics(random) {
      const metrics = random.metrics(8);
      return [encodeMetrics(metrics), ProtobufMetricsSerializer.serializeRequest(metrics)];
    },
  };

  for (const signal of SIGNALS) {
    test(`reads the same of our random ${signal} as of upstream's`, async () => {
      for (let seed = 0; seed < 10; seed++) {
        const known = (await requests(signal)).length;
        const [ours, upstreams] = pairs[signal](new RandomRecords(seed));
        await post(signal, ours);
        await post(signal, upstreams!);
        const [read, expected] = await next(signal, known, 2);
        assert.deepEqual(read, expected, `seed ${seed}`);
      }
    });
  }

  for (const [protocol, compression] of [
    ['http/protobuf', 'none'],
    ['http/protobuf', 'gzip'],
    ['grpc', 'none'],
    ['grpc', 'gzip'],
    ['http/json', 'gzip'],
  ] as const) {
    test(`has all that an application did, by ${protocol}, compression ${compression}`, async () => {
      const known = await Promise.all(SIGNALS.map(async (signal) => (await requests(signal)).length));
      const port = protocol === 'grpc' ? collector.grpcPort : collector.port;
      const { code, stderr } = await runNode(app, {
        register: 'require',
        env: {
          NODE_PATH: api,
          OTEL_SERVICE_NAME: 'till',
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
          OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          OTEL_EXPORTER_OTLP_COMPRESSION: compression,
        },
      });
      assert.equal(code, 0, stderr);
      const [traces, logs, metrics] = await Promise.all(
        SIGNALS.map((signal, index) => next(signal, known[index]!, 1)),
      );
      assertTrace(traces!);
      assertLog(logs!);
      assertMetrics(metrics!);
    });
  }

  test("takes Zipkin's spans, Fluentd's forward protocol and lines of JSON over TCP", async () => {
    const known = await Promise.all(
      (['traces', 'logs'] as const).map(async (of) => (await requests(of)).length),
    );
    const span = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', id: '00f067aa0ba902b7', name: 'by zipkin' };
    const answer = await fetch(`http://127.0.0.1:${collector.zipkinPort}/api/v2/spans`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([span]),
    });
    assert.equal(answer.status, 202);
    // MessagePack of ["till", 1, {"message": "by fluentd"}], the protocol's Message mode.
    say(collector.fluentPort!, '\x93\xa4till\x01\x81\xa7message\xaaby fluentd');
    say(collector.tcpPort!, '{"message":"by tcp"}\nno JSON\n');
    assert.match(JSON.stringify(await next('traces', known[0]!, 1)), /"name":"by zipkin"/);
    const logs = JSON.stringify(await next('logs', known[1]!, 2));
    assert.match(logs, /"body":\{"stringValue":"by fluentd"\}/);
    assert.match(logs, /"key":"message","value":\{"stringValue":"by tcp"\}/);
    assert.match(logs, /"body":\{"stringValue":"no JSON"\}/);
  });
});

function say(port: number, text: string): void {
  connect(port, '127.0.0.1').end(Buffer.from(text, 'latin1'));
}

function assertTrace(requests: Json[]): void {
  const spans = requests
    .flatMap(({ resourceSpans }) => resourceSpans!.flatMap(({ scopeSpans }) => scopeSpans!))
    .flatMap(({ spans: of }) => of as unknown as Json[]);
  const named = (name: string) => spans.find((span) => span['name'] === name)!;
  const [server, pay] = [spans.find(({ kind }) => (kind as unknown) === 2)!, named('pay')];
  assert.equal(server['traceId'], '4bf92f3577b34da6a3ce929d0e0e4736');
  const client = spans.find(({ kind }) => (kind as unknown) === 3)!;
  assert.equal(client['parentSpanId'], '00f067aa0ba902b7');
  assert.equal(server['parentSpanId'], client['spanId']);
  const { 'url.path': path, 'url.query': query, 'http.response.status_code': status } = valuesOf(server);
  assert.deepEqual([path, query, status], ['/buy', 'what=tea', '402']);
  assert.equal(pay['traceId'], server['traceId']);
  assert.equal(pay['parentSpanId'], server['spanId']);
  const items = { values: [{ stringValue: 'tea' }, { stringValue: 'milk' }] };
  assert.deepEqual(valuesOf(pay), { items, price: 1.5, paid: false });
  assert.deepEqual(pay['status'] as unknown, { code: 2, message: 'no money' });
  // The line of the log is an event as well, since Jaeger has no other place for it.
  assert.deepEqual(
    pay['events']!.map(({ name }) => name),
    ['declined'],
  );
  assert.deepEqual(valuesOf(pay['events']![0]!), { code: '51' });
  assert.equal(pay['links']![0]!['traceId'], '0af7651916cd43dd8448eb211c80319c');
  assert.deepEqual(valuesOf(pay['links']![0]!), { why: 'order' });
}

function assertLog(requests: Json[]): void {
  const records = requests
    .flatMap(({ resourceLogs }) => resourceLogs!.flatMap(({ scopeLogs }) => scopeLogs!))
    .flatMap(({ logRecords }) => logRecords as unknown as Json[]);
  const declined = records.find(({ body }) => body!['stringValue'] === 'card declined')!;
  assert.equal(declined['severityNumber'] as unknown, 13);
  assert.equal(declined['traceId'], '4bf92f3577b34da6a3ce929d0e0e4736');
}

function assertMetrics(requests: Json[]): void {
  const metrics = requests
    .flatMap(({ resourceMetrics }) => resourceMetrics!.flatMap(({ scopeMetrics }) => scopeMetrics!))
    .flatMap(({ metrics: of }) => of as unknown as Json[]);
  const points = (name: string, kind: string) =>
    metrics.find((metric) => metric['name'] === name)![kind]!['dataPoints']!;
  const [sold] = points('sold', 'sum') as unknown as Json[];
  assert.equal(sold!['asInt'] ?? sold!['asDouble'], sold!['asInt'] === undefined ? 2 : '2');
  assert.deepEqual(valuesOf(sold!), { kind: 'tea' });
  const [duration] = points('http.server.request.duration', 'histogram') as unknown as Json[];
  assert.equal(duration!['count'], '1');
  assert.equal(valuesOf(duration!)['http.response.status_code'], '402');
}

/** The attributes, each by the one value that it has. */
function valuesOf({ attributes }: Json): Record<string, unknown> {
  return Object.fromEntries(attributes!.map(({ key, value }) => [key, Object.values(value!)[0]]));
}
