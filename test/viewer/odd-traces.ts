/** Traces at random, of spans as nobody would make them: what Jaeger corrects and warns about, all at once. */

import {
  attributes,
  double,
  int,
  list,
  type SentSpan,
  type SentTraces,
  text,
  type Value,
} from './otlp-builder.ts';
import { randomNumbers, type SearchedTrace } from './searched-traces.ts';

type Random = (limit: number) => number;

/** @param start nanoseconds since the epoch */
export function oddTraces(count: number, start: bigint): SearchedTrace[] {
  const random = randomNumbers(7);
  return Array.from({ length: count }, (_, number) => {
    const traceId = (number + 2_000).toString(16).padStart(32, random(3) === 0 ? '0' : 'd');
    return { traceId, sent: oddTrace(traceId, start + BigInt(number) * 1_000_000_000n, random) };
  });
}

const HOSTS: Record<string, Value>[] = [
  {},
  { 'host.name': text('a') },
  { 'host.name': text('b'), 'host.id': text('a') },
  { 'host.ip': list(text('10.0.0.1'), text('10.0.0.2')) },
  { ip: text('10.0.0.1') },
  { ip: int(167_772_161) },
];

function oddTrace(traceId: string, start: bigint, random: Random): SentTraces {
  const size = 2 + random(9);
  const services = [0, 1, 2].map((service) => ({ service, host: HOSTS[random(HOSTS.length)]! }));
  const spans = Array.from({ length: size }, (_, index) => {
    const of = services[random(services.length)]!;
    return { ...of, span: oddSpan(traceId, index, size, start, random) };
  });
  return {
    resourceSpans: services.flatMap(({ service, host }) => {
      const ofService = spans.filter((each) => each.service === service).map(({ span }) => span);
      if (ofService.length === 0) return [];
      const resource = { attributes: attributes({ 'service.name': `odd ${service}`, ...host }) };
      return [{ resource, scopeSpans: [{ spans: ofService }] }];
    }),
  };
}

const idOf = (index: number) => (index + 1_000).toString(16).padStart(16, '0');

/** Its parent may be itself, a span below it, one that shares its id, or nobody. */
function oddSpan(traceId: string, index: number, size: number, start: bigint, random: Random): SentSpan {
  // The second takes the id of the first, as the server of that client. Of several such pairs Jaeger would number one before
  // the other by when they arrived.
  const isServer = index === 1 && random(2) === 0;
  const isClient = index === 0;
  const own = isServer ? index - 1 : index;
  const parent = random(6) === 0 ? 99 : random(size);
  const from = start + BigInt(random(3_000_000) - 1_000_000);
  const span: SentSpan = {
    traceId,
    spanId: idOf(own),
    ...(index === 0 || random(8) === 0 ? {} : { parentSpanId: idOf(parent) }),
    name: `odd ${random(3)}`,
    kind: isServer ? 2 : isClient ? 3 : [0, 1, 4, 5][random(4)]!,
    startTimeUnixNano: String(from),
    // Of spans that share an id, Jaeger tells the corrections of one by the other.
    endTimeUnixNano: String(
      from + BigInt(isServer || isClient ? 1 + random(2_000_000) : random(2_500_000) - 200_000),
    ),
    attributes: attributes(oddValues(isServer || isClient, random)),
    links: oddLinks(traceId, random),
  };
  return span;
}

function oddValues(isShared: boolean, random: Random): Record<string, Value> {
  const all: Record<string, Value> = {
    z: double(random(100) / 8),
    ip: random(2) === 0 ? int(random(2 ** 31)) : double(random(2 ** 31) + 0.5),
    'telemetry.sdk.name': text('x'),
    // Jaeger's older API goes by the tag, and leaves two spans with one id apart no more.
    ...(isShared ? {} : { 'span.kind': text('said otherwise') }),
    error: { boolValue: false },
    a: list(int(-1), double(2), {}),
    B: text(''),
  };
  return Object.fromEntries(Object.entries(all).filter(() => random(4) === 0));
}

function oddLinks(traceId: string, random: Random): Record<string, unknown>[] {
  return Array.from({ length: Math.max(0, random(5) - 2) }, () => ({
    traceId: [traceId, 'e'.repeat(32), ''][random(3)],
    spanId: idOf(random(4)),
    attributes:
      random(2) === 0 ? [] : attributes({ 'opentracing.ref_type': ['child_of', 'else'][random(2)]! }),
  }));
}
