/** What takes Zipkin's format, given whatever an exporter may meet: a real Zipkin, and a Collector's receiver. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTraceState } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  decodeZipkinJson,
  encodeZipkinJson,
  encodeZipkinProtobuf,
  ZipkinExporter,
  type ZipkinSpan,
} from '@waymark/zipkin';
import { type LocalServer, skipWithoutServer, startServer } from './servers.mjs';

const FORMATS = [
  ['http/json', '1'],
  ['http/protobuf', '2'],
] as const;

/** Seconds since the epoch: Zipkin finds what is not older than a day. */
const NOW = Math.floor(Date.now() / 1000);
const time = (millis: number): [number, number] => [NOW, millis * 1e6];

/** The ids of one trace are the digit that it begins with, then the span's number. */
function span(trace: string, id: number, more: Partial<ReadableSpan> = {}): ReadableSpan {
  const context = contextOf(trace, id);
  return {
    name: `span ${id}`,
    kind: 0,
    spanContext: () => context,
    startTime: time(id),
    endTime: time(id + 1),
    duration: [0, 1e6],
    ended: true,
    status: { code: 0 },
    attributes: {},
    links: [],
    events: [],
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    instrumentationScope: { name: 'test' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...more,
  };
}

function contextOf(trace: string, id: number) {
  return { traceId: trace.repeat(32), spanId: String(id).padStart(16, '0'), traceFlags: 1 };
}

const bars = [
  ['log', { message: 'a | b | c', 'log.severity': 'INFO' }],
  ['a|b|c', {}],
  ['e', { 'x|y': '|' }],
] as const;

/** Whatever may be hard to write or to read. */
function hard(trace: string): ReadableSpan[] {
  const traceState = createTraceState('a=1,b=2');
  const events = bars.map(([name, attributes], at) => ({ name, attributes, time: time(at) }));
  return [
    span(trace, 1, { events, name: '' }),
    span(trace, 2, {
      kind: 2,
      parentSpanContext: contextOf(trace, 1),
      status: { code: 2 },
      attributes: {
        empty: '',
        text: 'quote " slash \\ line\n tab\t null\0 ünï \u{1f600}',
        half: '\ud800',
      },
    }),
    span(trace, 3, {
      kind: 2,
      parentSpanContext: contextOf(trace, 2),
      attributes: { 'network.peer.address': '2001:db8::c001', 'network.peer.port': 443 },
      links: [{ context: { ...contextOf(trace, 1), traceState }, attributes: { why: 'a|b' } }],
    }),
    span(trace, 4, {
      kind: 1,
      parentSpanContext: contextOf(trace, 4),
      resource: resourceFromAttributes({ 'service.name': 'till' }),
      attributes: { long: 'é'.repeat(200_000) },
      duration: [0, 0],
    }),
  ];
}

/** Posts the spans by the exporter; rejects with what it said. */
async function send(
  url: string,
  protocol: (typeof FORMATS)[number][0],
  spans: ReadableSpan[],
): Promise<void> {
  const lines: string[] = [];
  const exporter = new ZipkinExporter({
    url,
    protocol,
    compression: 'gzip',
    report: (line) => lines.push(line),
  });
  exporter.export(spans, () => {});
  await exporter.shutdown();
  assert.deepEqual(lines, []);
  assert.equal(exporter.counts.delivered, spans.length);
}

describe('a real Zipkin', { skip: skipWithoutServer('zipkin') }, () => {
  let zipkin: LocalServer;
  before(async () => {
    zipkin = await startServer('zipkin');
  });
  after(() => zipkin?.stop());

  async function stored(trace: string, count: number): Promise<ZipkinSpan[]> {
    for (const end = performance.now() + 10_000; performance.now() < end; await sleep(50)) {
      const answer = await fetch(`http://127.0.0.1:${zipkin.port}/api/v2/trace/${trace.repeat(32)}`);
      const spans = answer.ok ? ((await answer.json()) as ZipkinSpan[]) : [];
      if (spans.length >= count) return spans.sort((one, other) => one.id.localeCompare(other.id));
    }
    throw new Error(`Zipkin does not have all of ${trace}`);
  }

  for (const [protocol, trace] of FORMATS) {
    test(`takes everything as ${protocol}`, async () => {
      const sent = hard(trace);
      await send(`http://127.0.0.1:${zipkin.port}/api/v2/spans`, protocol, sent);
      const [first, second, third, fourth] = await stored(trace, sent.length);
      assert.deepEqual(
        first!.annotations!.map(({ value }) => value),
        [
          '"log":{"message":"a \\u007c b \\u007c c","log.severity":"INFO"}',
          '"a\\u007cb\\u007cc":{}',
          '"e":{"x\\u007cy":"\\u007c"}',
        ],
      );
      const { half: _half, ...tags } = second!.tags;
      assert.deepEqual(tags, {
        empty: '',
        error: '',
        'otel.scope.name': 'test',
        'otel.status_code': 'ERROR',
        text: 'quote " slash \\ line\n tab\t null\0 ünï \u{1f600}',
      });
      assert.deepEqual(third!.remoteEndpoint, { ipv6: '2001:db8::c001', port: 443 });
      assert.equal(fourth!.shared, true);
      assert.equal(fourth!.parentId, undefined);
      assert.equal(fourth!.tags['long'], `${'é'.repeat(16_383)}…`);
      assert.equal(fourth!.duration, 1);
    });
  }

  test('gives a trace back that is read as it was sent', async () => {
    const body = Buffer.from(JSON.stringify(await stored('1', 4)));
    const [shop, till] = decodeZipkinJson(body);
    assert.deepEqual(
      shop!.scopeSpans[0]!.spans[0]!.events.map(({ name, attributes }) => [name, attributes]),
      bars,
    );
    assert.equal(till!.scopeSpans[0]!.spans[0]!.shared, true);
  });

  test('finds a trace by a tag, by its failure and by the database that was called', async () => {
    const capitals = { traceId: 'AB'.repeat(16), spanId: 'AB'.repeat(8), traceFlags: 1 };
    const root = {
      kind: 1,
      spanContext: () => capitals,
      startTime: [NOW + 0.123_456_7, 0] as [number, number],
      status: { code: 2, message: 'no stock' },
      attributes: { 'http.request.id': 'r-42', list: ['a', 'b c'] },
    };
    const call = {
      kind: 2,
      parentSpanContext: capitals,
      spanContext: () => ({ ...capitals, spanId: '00000000000000CD' }),
      attributes: { 'server.address': 'Stock-DB', 'server.port': 5432 },
    };
    await send(`http://127.0.0.1:${zipkin.port}/api/v2/spans`, 'http/json', [
      span('1', 1, root),
      span('1', 2, call),
    ]);
    const queries: Record<string, string>[] = [
      { annotationQuery: 'http.request.id=r-42' },
      { annotationQuery: 'list=["a","b c"] and error' },
      { annotationQuery: 'error=no stock' },
      { serviceName: 'shop', remoteServiceName: 'stock-db' },
    ];
    for (const query of queries) {
      const found = await searched(query);
      assert.deepEqual(found, ['ab'.repeat(16)], JSON.stringify(query));
    }
    assert.ok((await dependencies()).some(({ child }) => child === 'stock-db'));
  });

  /** The ids of the traces that Zipkin finds, once there are any. */
  async function searched(query: Record<string, string>): Promise<string[]> {
    const parameters = new URLSearchParams({ ...query, lookback: '86400000' });
    for (const end = performance.now() + 10_000; performance.now() < end; await sleep(50)) {
      const answer = await fetch(`http://127.0.0.1:${zipkin.port}/api/v2/traces?${parameters}`);
      const traces = (await answer.json()) as ZipkinSpan[][];
      if (traces.length > 0) return traces.map(([first]) => first!.traceId);
    }
    return [];
  }

  test('joins a server that shares its client’s span, as the libraries of Zipkin do, and knows what came twice', async () => {
    const client = span('3', 2, { kind: 2, attributes: { 'peer.service': 'till' } });
    const server = span('3', 2, {
      kind: 1,
      parentSpanContext: contextOf('3', 2),
      resource: resourceFromAttributes({ 'service.name': 'till' }),
    });
    await send(`http://127.0.0.1:${zipkin.port}/api/v2/spans`, 'http/json', [client, server]);
    await send(`http://127.0.0.1:${zipkin.port}/api/v2/spans`, 'http/protobuf', [client, server]);
    await sleep(200);
    assert.equal((await stored('3', 2)).length, 2);
    assert.deepEqual(
      (await dependencies()).filter(({ child }) => child === 'till'),
      [{ parent: 'shop', child: 'till', callCount: 1 }],
    );
  });

  async function dependencies(): Promise<{ child: string }[]> {
    const query = `endTs=${Date.now() + 60_000}&lookback=86400000`;
    const answer = await fetch(`http://127.0.0.1:${zipkin.port}/api/v2/dependencies?${query}`);
    return (await answer.json()) as { child: string }[];
  }
});

describe('the Zipkin receiver of a Collector', { skip: skipWithoutServer('collector') }, () => {
  let collector: LocalServer;
  before(async () => {
    collector = await startServer('collector');
  });
  after(() => collector?.stop());

  for (const [protocol, trace] of FORMATS) {
    test(`takes everything as ${protocol}, and finds links and trace state`, async () => {
      const sent = hard(trace);
      await send(`http://127.0.0.1:${collector.zipkinPort}/api/v2/spans`, protocol, sent);
      const text = await written(trace, sent.length);
      // Bars of a line, as the line has them.
      assert.match(text, /a \\+u007c b \\+u007c c/);
      assert.match(text, /"links":\[\{[^\]]*"traceState":"a=1,b=2"[^\]]*"why"/);
    });
  }

  /** What the Collector wrote, when as many spans of the trace are in it. */
  async function written(trace: string, count: number): Promise<string> {
    for (const end = performance.now() + 10_000; performance.now() < end; await sleep(50)) {
      const text = await readFile(join(collector.directory, 'traces.jsonl'), 'utf8').catch(() => '');
      const spans = text.split(`"traceId":"${trace.repeat(32)}","spanId"`).length - 1;
      if (spans >= count) return text;
    }
    throw new Error(collector.output());
  }
});

test('a batch is smaller as protobuf', () => {
  const spans = Array.from({ length: 100 }, (_, at) => hard('1').slice(0, 3)[at % 3]!);
  assert.ok(encodeZipkinProtobuf(spans).length < encodeZipkinJson(spans).length);
});
