/**
 * CPU to encode one HTTP server span of 13 attributes: ours against upstream's ProtobufTraceSerializer.
 *
 *   node packages/otlp/bench/encode.ts [rounds]
 *
 * Each measurement runs in a fresh process; the two take turns. Ours encodes span by span and takes a
 * request every 512 spans, as the processor does; upstream serialises 512 spans at once. Path, query, port,
 * status and ids differ from span to span; keys, host and user agent repeat.
 */

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { SpanKind } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { requestBody, resourceEnvelope } from '../src/envelope.ts';
import { RecordEncoder } from '../src/record-encoder.ts';
import { writeSpan } from '../src/span.ts';

const BATCH = 512;
const BATCHES = 16;
const WARM_UP_PASSES = 8;
const PASSES = 24;

const resource = resourceFromAttributes({
  'service.name': 'shop',
  'service.version': '1.0.0',
  'host.name': 'a',
});
const scope = { name: '@opentelemetry/instrumentation-http', version: '0.301.1' };

function httpSpan(index: number): ReadableSpan {
  const traceId = randomBytes(16).toString('hex');
  const context = { traceId, spanId: randomBytes(8).toString('hex'), traceFlags: 1 };
  return {
    name: 'GET /users/:id',
    kind: SpanKind.SERVER,
    spanContext: () => context,
    parentSpanContext: { traceId, spanId: randomBytes(8).toString('hex'), traceFlags: 1, isRemote: true },
    startTime: [1_700_000_000 + index, 123_456_000],
    endTime: [1_700_000_000 + index, 125_456_000],
    duration: [0, 2_000_000],
    status: { code: 0 },
    attributes: {
      'http.request.method': 'GET',
      'url.scheme': 'http',
      'server.address': 'shop.example',
      'server.port': 8080,
      'network.peer.address': '127.0.0.1',
      'network.peer.port': 40000 + (index % 20),
      'client.address': '127.0.0.1',
      'network.protocol.version': '1.1',
      'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'url.path': `/users/${index}`,
      'url.query': `page=${index % 7}&sort=name`,
      'http.response.status_code': index % 10 === 0 ? 404 : 200,
      'http.route': '/users/:id',
    },
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Encodes every batch once and returns the bytes made, so that the work cannot be optimised away. */
type Pass = (batches: ReadableSpan[][]) => number;

const envelope = resourceEnvelope(resource);
const encoder = new RecordEncoder(writeSpan);
const passes: Record<string, Pass> = {
  ours(batches) {
    let bytes = 0;
    for (const batch of batches) {
      for (const span of batch) encoder.add(span.instrumentationScope, span);
      bytes += requestBody(envelope, encoder.take()).length;
    }
    return bytes;
  },
  upstream(batches) {
    let bytes = 0;
    for (const batch of batches) bytes += ProtobufTraceSerializer.serializeRequest(batch)!.length;
    return bytes;
  },
};

/** Microseconds of CPU a span in this process. */
function measure(pass: Pass): number {
  const batches = Array.from({ length: BATCHES }, (_, batch) =>
    Array.from({ length: BATCH }, (_, index) => httpSpan(batch * BATCH + index)),
  );
  for (let i = 0; i < WARM_UP_PASSES; i++) pass(batches);
  const before = process.cpuUsage();
  for (let i = 0; i < PASSES; i++) pass(batches);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (PASSES * BATCHES * BATCH);
}

function measureInFreshProcess(side: string): number {
  const { stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'measure', side]);
  return Number(stdout);
}

function compare(rounds: number): void {
  const results: Record<string, number[]> = { ours: [], upstream: [] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? ['ours', 'upstream'] : ['upstream', 'ours'];
    for (const side of order) results[side]!.push(measureInFreshProcess(side));
  }
  const ours = results['ours']!;
  const upstream = results['upstream']!;
  const ratios = ours.map((value, round) => value / upstream[round]!);
  console.log(`Node ${process.version}, ${rounds} rounds of alternating fresh processes`);
  console.log(`ours      ${summary(ours)} us of CPU a span`);
  console.log(`upstream  ${summary(upstream)} us of CPU a span`);
  console.log(`ratio     ${summary(ratios)}`);
}

function summary(values: number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, median, most] = [sorted[0]!, sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
  return `${median.toFixed(2)} [${least.toFixed(2)}, ${most.toFixed(2)}]`;
}

const [command, side] = process.argv.slice(2);
if (command === 'measure') console.log(measure(passes[side!]!));
else compare(Number(command ?? 9));
