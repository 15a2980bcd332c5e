/**
 * Random lives of spans, led once by `@opentelemetry/sdk-trace` and once by us: what a processor reads at the end
 * must be the same, but for ids. Times are given, so that they can be compared too.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import * as upstream from '@opentelemetry/sdk-trace';
import { ROOT } from './context.ts';
import { WaymarkTracerProvider } from './tracer-provider.ts';

type Random = (below: number) => number;
type Step = (span: Span) => void;

function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const VALID: unknown[] = [
  'text',
  'a much longer text that a limit will cut',
  '',
  0,
  -1.5,
  true,
  null,
  undefined,
  ['a', 'b'],
  [1, 'mixed'],
  { nested: { deep: ['long enough to be cut'] } },
  new Uint8Array([1, 2, 3]),
];
const INVALID: unknown[] = [() => {}, 1n, new Date(0)];
const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'toString', ''];
const START = 1_700_000_000_000;
const LINKED = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 };

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)]!;

function someAttributes(random: Random, values: unknown[]): Record<string, unknown> {
  const entries = Array.from(
    { length: random(6) },
    () => [pick(random, KEYS), pick(random, values)] as const,
  );
  return Object.fromEntries(entries);
}

function someStep(random: Random, values: unknown[]): Step {
  const key = pick(random, KEYS);
  const value = pick(random, values);
  const attributes = someAttributes(random, values);
  const time = START + random(1000);
  const code = pick(random, [SpanStatusCode.UNSET, SpanStatusCode.OK, SpanStatusCode.ERROR]);
  const steps: Step[] = [
    (span) => span.setAttribute(key, value),
    (span) => span.setAttributes(attributes),
    (span) => span.addEvent('event', attributes, time),
    (span) => span.addEvent('event', [START / 1000, 5]),
    (span) => span.addLink({ context: LINKED, attributes }),
    (span) => span.setStatus({ code, message: 'message' }),
    (span) => span.updateName(`name ${time}`),
  ];
  return pick(random, steps);
}

function live(tracer: Tracer, seed: number, values: unknown[]): unknown {
  const random = randomFrom(seed);
  const links = Array.from({ length: random(4) }, () => ({
    context: LINKED,
    attributes: someAttributes(random, values),
  }));
  const attributes = someAttributes(random, values);
  const kind = pick(random, [SpanKind.CLIENT, undefined]);
  const span = tracer.startSpan('work', { kind, attributes, links, startTime: START }, ROOT);
  for (let step = random(20); step > 0; step--) someStep(random, values)(span);
  span.end(START + random(2000) - 200);
  someStep(random, values)(span);
  return readable(span as unknown as upstream.ReadableSpan);
}

/** Upstream leaves empty attributes of events and links out or in, and counts none or 0: the same to an encoder. */
function readable(span: upstream.ReadableSpan): unknown {
  const part = (item: { attributes?: object; droppedAttributesCount?: number }) => ({
    ...item,
    attributes: { ...item.attributes },
    droppedAttributesCount: item.droppedAttributesCount ?? 0,
  });
  const { name, kind, status, startTime, endTime, duration, ended, attributes } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  const dropped = { droppedAttributesCount, droppedEventsCount, droppedLinksCount };
  const parts = { events: span.events.map(part), links: span.links.map(part) };
  return {
    name,
    kind,
    status,
    startTime,
    endTime,
    duration,
    ended,
    attributes: { ...attributes },
    ...parts,
    ...dropped,
  };
}

const resource = resourceFromAttributes({});
const tight = {
  attributeCountLimit: 3,
  attributeValueLengthLimit: 8,
  eventCountLimit: 2,
  linkCountLimit: 2,
  attributePerEventCountLimit: 2,
  attributePerLinkCountLimit: 2,
};

/** Only for a span that is full upstream counts an invalid value as dropped; we never do. */
const lives = {
  default: { limits: {}, values: [...VALID, ...INVALID] },
  tight: { limits: tight, values: VALID },
};

for (const [name, { limits, values }] of Object.entries(lives)) {
  test(`under ${name} limits 1000 random spans read as those of upstream`, () => {
    const theirs = new upstream.TracerProvider({ resource, spanLimits: limits }).getTracer('test');
    const ours = new WaymarkTracerProvider({ resource, limits, processors: [] }).getTracer('test');
    for (let seed = 1; seed <= 1000; seed++) {
      assert.deepEqual(live(ours, seed, values), live(theirs, seed, values), `seed ${seed}`);
    }
  });
}
