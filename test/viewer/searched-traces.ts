/** Many small traces of three services, at random, so that searches find some of them. */

import { at } from './jaeger-spans.ts';
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

export interface SearchedTrace {
  traceId: string;
  sent: SentTraces;
}

/** The same each time. One starts a second after the other, and they are sent in that order. */
export function searchedTraces(count: number, seed = 1): SearchedTrace[] {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, (_, number) => searchedTrace(number, random));
}

/** A linear congruential generator: whole numbers below `limit`. */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = BigInt(seed);
  return (limit) => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & (2n ** 64n - 1n);
    return Number(state >> 33n) % limit;
  };
}

type Random = (limit: number) => number;

function searchedTrace(number: number, random: Random): SearchedTrace {
  const traceId = (number + 1_000).toString(16).padStart(32, 'a');
  const ids = Array.from({ length: 1 + random(6) }, (_, at) => `${number + 1_000}${at}`.padStart(16, 'b'));
  const spans = ids.map((spanId, index) =>
    searchedSpan(number, traceId, spanId, ids[random(index + 1)]!, random),
  );
  const byService = Map.groupBy(spans, ({ service }) => service);
  const resourceSpans = [...byService].map(([service, of]) => ({
    resource: { attributes: attributes({ 'service.name': service, host: `h${random(2)}` }) },
    scopeSpans: [
      {
        scope: { name: 'lib', attributes: attributes({ 'of.scope': random(2) === 0 ? 'yes' : 'no' }) },
        spans: of.map(({ span }) => span),
      },
    ],
  }));
  return { traceId, sent: { resourceSpans } };
}

function searchedSpan(number: number, traceId: string, spanId: string, parentSpanId: string, random: Random) {
  const start = number * 1_000_000_000 + (spanId === parentSpanId ? 0 : random(2_000_000));
  const span: SentSpan = {
    traceId,
    spanId,
    ...(spanId === parentSpanId ? {} : { parentSpanId }),
    name: `op ${random(4)}`,
    kind: random(6),
    startTimeUnixNano: at(start),
    endTimeUnixNano: at(start + 1 + random(2_000_000)),
    attributes: attributes(someValues(random)),
    events:
      random(3) > 0
        ? []
        : [{ name: 'e', timeUnixNano: at(start), attributes: attributes({ 'of.event': `e${random(2)}` }) }],
    status: { code: random(3), message: random(2) === 0 ? '' : 'so it is' },
  };
  return { service: `s${random(3)}`, span };
}

function someValues(random: Random): Record<string, Value> {
  const all: Record<string, Value> = {
    colour: text(random(2) === 0 ? 'red' : 'green'),
    size: random(2) === 0 ? int(random(4)) : text(String(random(4))),
    ratio: double(random(3) / 2),
    ok: { boolValue: random(2) === 0 },
    url: text('http://a:80/b'),
    blob: { bytesValue: 'AAE=' },
    list: list(int(1), text('x')),
  };
  return Object.fromEntries(Object.entries(all).filter(() => random(3) > 0));
}
