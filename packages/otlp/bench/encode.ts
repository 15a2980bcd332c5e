/**
 * CPU to encode one HTTP server span of 13 attributes: ours against upstream's ProtobufTraceSerializer.
 *
 *   node packages/otlp/bench/encode.ts [rounds]
 *
 * Each measurement runs in a fresh process; the contenders take turns. Ours encodes span by span and takes a request
 * every 512 spans, as the processor does; upstream serialises 512 spans at once. `ours` gets spans as
 * `@waymark/tracing` and `@waymark/http` make them, those of a connection and of a route sharing attributes; `any` has the
 * same code on plain ReadableSpans of any tracer. Path, query and ids differ from span to span, the ids being slices as
 * they are in a header; 20 connections take turns, one request in ten is not found; every other span has a parent elsewhere.
 * The figure is that of the cheapest tenth of a process's passes: what others on the machine take is left out.
 */

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type Attributes, SpanKind } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { resourceEnvelope } from '../src/envelope.ts';
import type { KeptSpan, SharedAttributes } from '../src/kept-span.ts';
import { kept, span } from '../src/oracle/records.ts';
import { RecordEncoder } from '../src/record-encoder.ts';
import { spanWriter } from '../src/span.ts';

const BATCH = 512;
/** One, again and again: a span that just ended is in the processor's cache, as thousands of made ones are not. */
const BATCHES = 1;
const WARM_UP_PASSES = 128;
const PASSES = 500;

const resource = resourceFromAttributes({
  'service.name': 'shop',
  'service.version': '1.0.0',
  'host.name': 'a',
});
const scope = { name: '@opentelemetry/instrumentation-http', version: '0.301.1' };

function attributesOf(index: number): Record<string, string | number> {
  return { 'url.path': `/users/${index}`, 'url.query': `page=${index % 7}&sort=name` };
}

const connections = Array.from({ length: 20 }, (_, index) =>
  shared({
    'url.scheme': 'http',
    'server.address': 'shop.example',
    'server.port': 8080,
    'network.peer.address': '127.0.0.1',
    'network.peer.port': 40000 + index,
    'client.address': '127.0.0.1',
    'network.protocol.version': '1.1',
    'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  }),
);
const outcomes = [200, 404].map((status) =>
  shared({ 'http.request.method': 'GET', 'http.route': '/users/:id', 'http.response.status_code': status }),
);

function shared(values: Attributes): SharedAttributes {
  return { values, encoded: undefined };
}

function httpSpan(index: number): KeptSpan {
  const header = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
  const traceId = header.slice(3, 35);
  const parent = { traceId, spanId: header.slice(36, 52), traceFlags: 1, isRemote: true };
  const connection = connections[index % 20]!;
  const outcome = outcomes[index % 10 === 0 ? 1 : 0]!;
  const overrides: Partial<ReadableSpan> = {
    name: 'GET /users/:id',
    kind: SpanKind.SERVER,
    parentSpanContext: index % 2 === 0 ? parent : undefined,
    startTime: [1_700_000_000 + index, 123_456_000],
    endTime: [1_700_000_000 + index, 125_456_000],
    duration: [0, 2_000_000],
    attributes: { ...connection.values, ...outcome.values, ...attributesOf(index) },
    resource,
    instrumentationScope: scope,
  };
  const ids = randomBytes(64).toString('hex');
  return kept(span(overrides, { traceId, spanId: ids.slice(0, 16), traceFlags: 1 }), connection, outcome);
}

/** Without what says that it is ours. */
function plain(span: ReadableSpan): ReadableSpan {
  return Object.fromEntries(Object.entries(span)) as unknown as ReadableSpan;
}

/** Encodes every batch once and returns the bytes made, so that the work cannot be optimised away. */
type Pass = (batches: ReadableSpan[][]) => number;

const envelope = resourceEnvelope(resource);
const encoder = new RecordEncoder(spanWriter());
const passes: Record<string, Pass> = {
  ours,
  any: ours,
  upstream(batches) {
    let bytes = 0;
    for (const batch of batches) bytes += ProtobufTraceSerializer.serializeRequest(batch)!.length;
    return bytes;
  },
};

function ours(batches: ReadableSpan[][]): number {
  let bytes = 0;
  for (const batch of batches) {
    for (const span of batch) encoder.add(span.instrumentationScope, span);
    bytes += encoder.take().body(envelope).length;
  }
  return bytes;
}

/** Microseconds of CPU a span in this process. */
function measure(side: string): number {
  const pass = passes[side]!;
  const batches = Array.from({ length: BATCHES }, (_, batch) =>
    Array.from({ length: BATCH }, (_, index) => {
      const span = httpSpan(batch * BATCH + index);
      return side === 'ours' ? span : plain(span);
    }),
  );
  for (let i = 0; i < WARM_UP_PASSES; i++) pass(batches);
  const costs = Array.from({ length: PASSES }, () => {
    const before = process.cpuUsage();
    pass(batches);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / (BATCHES * BATCH);
  });
  return costs.toSorted((a, b) => a - b)[Math.floor(PASSES / 10)]!;
}

function measureInFreshProcess(side: string): number {
  const { stdout, status, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), 'measure', side],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

function compare(rounds: number): void {
  const sides = Object.keys(passes);
  const results = new Map(sides.map((side) => [side, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? sides : sides.toReversed();
    for (const side of order) results.get(side)!.push(measureInFreshProcess(side));
  }
  const upstream = results.get('upstream')!;
  console.log(`Node ${process.version}, ${rounds} rounds of alternating fresh processes`);
  for (const [side, costs] of results) {
    const ratios = costs.map((cost, round) => cost / upstream[round]!);
    console.log(`${side.padEnd(9)} ${summary(costs)} us of CPU a span, ${summary(ratios)} of upstream's`);
  }
}

function summary(values: number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, median, most] = [sorted[0]!, sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
  return `${median.toFixed(2)} [${least.toFixed(2)}, ${most.toFixed(2)}]`;
}

const [command, side] = process.argv.slice(2);
if (command === 'measure') console.log(measure(side!));
else compare(Number(command ?? 9));
