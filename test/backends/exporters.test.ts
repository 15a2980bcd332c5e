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
/** Lines of all kinds in one span: a plain one, one with fields, an error, and one that is an event. */
const logging = join(folder, 'logging.cjs');
writeFileSync(
  logging,
  `const { trace } = require('@opentelemetry/api');
   const pino = require('pino')({ name: 'till' });
   trace.getTracer('till').startActiveSpan('sell', (span) => {
     pino.info({ amount: 5, cart: { items: 2 } }, 'paid');
     pino.error(new RangeError('card declined'), 'not paid');
     pino.debug('never printed');
     for (let i = 1; i <= Number(process.env.CHATTER ?? 0); i++) pino.info('line ' + i);
     if (process.env.CHATTER) pino.error('the end');
     pino.info({ 'otel.event.name': 'cart.emptied', tags: ['a', 'b'] }, 'emptied');
     span.end();
     process.stderr.write(span.spanContext().traceId);
   });`,
);

/** Runs it and returns the trace's id. */
async function log(env: Record<string, string>): Promise<string> {
  const settings = { OTEL_SERVICE_NAME: 'till', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
  const { stderr, code } = await runNode(logging, {
    register: 'require',
    env: { ...settings, NODE_PATH: api, ...env },
  });
  assert.equal(code, 0, stderr);
  return /[0-9a-f]{32}$/.exec(stderr)![0];
}

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

describe('lines on a span of a real Jaeger', { skip: skipWithoutJaeger() }, () => {
  let jaeger: Jaeger;
  before(async () => {
    jaeger = await startJaeger();
  });
  after(() => jaeger?.stop());

  const read = async (env: Record<string, string>) => {
    const id = await log({
      OTEL_TRACES_EXPORTER: 'jaeger',
      OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.otlpUrl,
      ...env,
    });
    const client = new JaegerClient(jaeger.queryUrl);
    const [span] = await client.trace(id, 1);
    const [legacy] = await client.legacyTrace(id);
    const dropped = span!.attributes['waymark.log_events.dropped'];
    return { events: span!.events, rows: legacy!.logs, dropped };
  };

  test('each line is an event, with its message, severity and logger beside what it says itself', async () => {
    const { events, rows } = await read({});
    // Jaeger's own order is that of names.
    const inTime = events.toSorted((a, b) => a.timeMs - b.timeMs);
    assert.deepEqual(
      inTime.map(({ name, attributes: { message, 'log.severity': severity, 'logger.name': logger } }) => [
        name,
        message,
        severity,
        logger,
      ]),
      [
        ['log', 'paid', 'INFO', 'pino'],
        ['log', 'not paid', 'ERROR', 'pino'],
        ['cart.emptied', 'emptied', 'INFO', 'pino'],
      ],
    );
    assert.deepEqual([inTime[0]!.attributes['amount'], inTime[0]!.attributes['cart']], [5, '{"items":2}']);
    assert.equal(inTime[1]!.attributes['exception.type'], 'RangeError');
    for (const row of rows) {
      const [first, ...others] = Object.keys(row);
      assert.equal(first, 'event');
      assert.deepEqual(others, others.toSorted());
    }
  });

  for (const engine of ['waymark', 'upstream']) {
    test(`a chatty span keeps its first lines and its errors, and says what it left out: ${engine}`, async () => {
      const { events, dropped } = await read({ CHATTER: '200', WAYMARK_ENGINE: engine });
      const messages = events.map(({ attributes }) => attributes['message']);
      // An eighth of 128 is kept for errors, of which there are two; the first came before the others.
      assert.equal(events.length, 113);
      for (const kept of ['paid', 'not paid', 'line 1', 'line 110', 'the end'])
        assert.ok(messages.includes(kept), kept);
      assert.equal(messages.includes('line 111'), false);
      assert.equal(dropped, 91);
    });
  }

  for (const engine of ['waymark', 'upstream']) {
    test(`with events it is the specification that reads there: named ones, with what is theirs: ${engine}`, async () => {
      const { events } = await read({ WAYMARK_LOGS_ON_SPANS: 'events', WAYMARK_ENGINE: engine });
      assert.equal(events.length, 1);
      const [{ name, attributes }] = events as [(typeof events)[0]];
      assert.equal(name, 'cart.emptied');
      assert.deepEqual(attributes['tags'], ['a', 'b']);
      assert.equal(attributes['message'], undefined);
      assert.equal(attributes['log.severity'], undefined);
    });
  }

  test('with off there is nothing', async () => {
    assert.deepEqual((await read({ WAYMARK_LOGS_ON_SPANS: 'off' })).events, []);
  });
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

  for (const [way, protocol] of [
    ['time', 'http/json'],
    ['loop', 'http/json'],
    ['exit', 'http/json'],
    ['loop', 'http/protobuf'],
    ['exit', 'http/protobuf'],
  ] as const) {
    test(`reads what the zipkin exporter sends as ${protocol} when the end is by ${way}`, async () => {
      const id = await sell(way, {
        OTEL_TRACES_EXPORTER: 'zipkin',
        OTEL_EXPORTER_ZIPKIN_PROTOCOL: protocol,
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

  test('shows lines as their messages, and events as the specification has them', async () => {
    const id = await log({
      OTEL_TRACES_EXPORTER: 'zipkin',
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://127.0.0.1:${zipkin.port}/api/v2/spans`,
    });
    const [span] = await zipkinTrace(zipkin.port, id, 1);
    const values = span!.annotations!.map(({ value }) => value);
    assert.match(values[0]!, /^paid \{"log\.severity":"INFO","logger\.name":"pino",.*"amount":5/);
    assert.match(
      values[1]!,
      /^not paid \{"log\.severity":"ERROR","logger\.name":"pino","exception\.type":"RangeError"/,
    );
    assert.match(values[2]!, /^"cart\.emptied":\{"message":"emptied","log\.severity":"INFO"/);
    assert.equal(values.length, 3);
  });
});

/** Asked again until all spans are there: Zipkin answers 202 before it has stored anything. */
async function zipkinTrace(port: number, id: string, count = 2): Promise<ZipkinSpan[]> {
  for (const end = performance.now() + 10_000; performance.now() < end; ) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v2/trace/${id}`);
    const spans = answer.ok ? ((await answer.json()) as ZipkinSpan[]) : [];
    if (spans.length === count) return spans;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Zipkin has no trace ${id}`);
}
