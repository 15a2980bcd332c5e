/**
 * What every propagator here promises of hostile input, as tests: one call in the test file of each. Random input comes from a
 * seed, another one at each run. A failure shows the carrier, and the seed that `SEED` repeats the run with.
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type TestContext, test } from 'node:test';
import {
  type Baggage,
  type Context,
  createTraceState,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  type TextMapGetter,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { inboundRequestId } from './request-id/request-id.ts';

export interface Contract {
  readonly propagator: TextMapPropagator;
  /** Carriers that it takes, in all the shapes that it knows. Hostile ones are made of them. */
  readonly valid: readonly Readonly<Record<string, string>>[];
  /** What the names of headers begin with that `fields()` does not list: one, or any of several. */
  readonly prefix?: string | readonly string[];
}

const ROUNDS = 3000;
const SEED = Number(process.env['SEED'] ?? randomInt(2 ** 31));
const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

/** @param name of the propagator, in front of the tests' names */
export function keepsContract(name: string, contract: Contract): void {
  const { propagator, valid } = contract;

  test(`${name}: extract takes the carriers that are valid`, () => {
    for (const carrier of valid) assert.notEqual(extracted(propagator, carrier), ROOT_CONTEXT, show(carrier));
  });

  test(`${name}: extract never throws, stores nothing invalid and leaves the carrier as it was`, (run) => {
    const random = randomOf(run, 1);
    for (let round = 0; round < ROUNDS; round++) {
      const carrier = damaged(valid[random(valid.length)]!, random);
      const before = show(carrier);
      isValid(extracted(propagator, carrier), before);
      assert.equal(show(carrier), before);
    }
    for (const carrier of [undefined, null, 7, 'traceparent', [], [null], Object.create(null), new Map()])
      isValid(extracted(propagator, carrier), String(typeof carrier));
  });

  test(`${name}: of a getter that throws, extract takes no harm and nothing invalid`, () => {
    for (const carrier of valid) {
      assert.equal(
        propagator.extract(
          ROOT_CONTEXT,
          carrier,
          throwingAt(() => true),
        ),
        ROOT_CONTEXT,
      );
      for (const broken of Object.keys(carrier))
        isValid(
          propagator.extract(
            ROOT_CONTEXT,
            carrier,
            throwingAt((name) => name === broken),
          ),
          broken,
        );
    }
    const noKeys = { ...defaultTextMapGetter, keys: () => assert.fail('from the app') };
    for (const carrier of valid) isValid(propagator.extract(ROOT_CONTEXT, carrier, noKeys), show(carrier));
  });

  test(`${name}: what inject writes of what came in is legal, and in its fields`, (run) => {
    const random = randomOf(run, 2);
    for (let round = 0; round < ROUNDS; round++) {
      const carrier = damaged(valid[random(valid.length)]!, random);
      isLegal(injected(propagator, extracted(propagator, carrier)), contract, show(carrier));
    }
  });

  test(`${name}: what inject writes of what an application has set is legal, or not written`, (run) => {
    const random = randomOf(run, 3);
    for (let round = 0; round < ROUNDS; round++) {
      const [context, what] = hostileContext(random);
      isLegal(injected(propagator, context), contract, what);
    }
  });

  test(`${name}: inject writes nothing without a trace, and while tracing is suppressed`, () => {
    assert.deepEqual(injected(propagator, ROOT_CONTEXT), {});
    for (const carrier of valid)
      assert.deepEqual(injected(propagator, suppressTracing(extracted(propagator, carrier))), {});
  });

  test(`${name}: extract is linear in what comes in`, () => {
    for (const [what, carrierOf] of longCarriers(valid)) isLinear(what, carrierOf, propagator);
  });
}

function throwingAt(isBroken: (name: string) => boolean): TextMapGetter {
  return {
    keys: (carrier) => defaultTextMapGetter.keys(carrier),
    get: (carrier, name) =>
      isBroken(name) ? assert.fail('from the app') : defaultTextMapGetter.get(carrier, name),
  };
}

function extracted(propagator: TextMapPropagator, carrier: unknown): Context {
  return propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
}

function injected(propagator: TextMapPropagator, context: Context): Record<string, unknown> {
  const carrier: Record<string, unknown> = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier;
}

/** By rules of their own, not by the propagators' parsers. */
function isValid(context: Context, carrier: string): void {
  const parent = trace.getSpanContext(context);
  if (parent !== undefined) {
    assert.match(parent.traceId, /^(?!0{32})[\da-f]{32}$/, carrier);
    assert.match(parent.spanId, /^(?!0{16})[\da-f]{16}$/, carrier);
    assert.ok(parent.traceFlags >= 0 && parent.traceFlags <= 3, carrier);
    assert.equal(parent.isRemote, true, carrier);
    const state = parent.traceState?.serialize();
    if (state !== undefined)
      assert.match(state, /^[a-z\d][^=,]*=[ -~]*[!-~](?:,[a-z\d][^=,]*=[ -~]*[!-~])*$/, carrier);
    assert.ok((state?.length ?? 0) <= 512, carrier);
  }
  const id = inboundRequestId(context);
  if (id !== undefined) assert.match(id, /^[A-Za-z\d][A-Za-z\d._~+/=:#@-]{0,254}$/, carrier);
  for (const [key, { value }] of propagation.getBaggage(context)?.getAllEntries() ?? []) {
    assert.ok(key.length > 0 && key.length + value.length <= 8192, carrier);
    assert.ok(value.isWellFormed(), carrier);
  }
}

function isLegal(headers: Record<string, unknown>, { propagator, prefix }: Contract, from: string): void {
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    assert.ok(typeof value === 'string', from);
    validateHeaderValue(name, value);
    // Stricter than Node: of one line of ASCII, without white space around it, and never so long that a server refuses all.
    assert.match(value, /^(?:[!-~](?:[\t -~]*[!-~])?)?$/, `${name} of ${from}`);
    assert.ok(value.length <= 8192, `${name} of ${from}`);
    const isKnown =
      propagator.fields().includes(name) || [prefix ?? []].flat().some((start) => name.startsWith(start));
    assert.ok(isKnown, `${name} of ${from}`);
  }
}

type Random = (below: number) => number;

/** @param part for each test its own */
function randomOf(run: TestContext, part: number): Random {
  run.diagnostic(`SEED=${SEED}`);
  return seeded(SEED + part);
}

/** Numbers from 0, the same ones for each seed (mulberry32). */
function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const PIECES = [
  ...'09afgAFZ-_=,;:.%@#/*+ "\\\t\r\n\0',
  ...[
    '%',
    '%zz',
    '%C3',
    '%ff%FE',
    '%2C',
    '%0d%0a',
    '\u00e9',
    '\ud800',
    '\udc00\ud800',
    '\u{1f600}',
    '\u212a',
    '\x7f',
  ],
  ...['00', 'ff', '0'.repeat(32), 'f'.repeat(400), ',a=1', ';p=q', '__proto__=1', 'constructor', '=,='],
];

/** The carrier with a few things changed: text put in, cut out, doubled; headers as lists, as no text, gone. */
function damaged(carrier: Readonly<Record<string, string>>, random: Random): Record<string, unknown> {
  const made: Record<string, unknown> = { ...carrier };
  for (let left = 1 + random(3); left > 0; left--) {
    const names = Object.keys(made);
    const name = names[random(names.length)];
    if (name === undefined) continue;
    const value = made[name];
    const kind = random(12);
    if (kind === 0) delete made[name];
    else if (kind === 1) made[name] = [value, value];
    else if (kind === 2) made[name] = [undefined, 7, null, {}, [], true, Object.create(null)][random(7)];
    else if (kind === 3) made[name.slice(0, -1 - random(3)) + PIECES[random(PIECES.length)]] = value;
    else if (kind === 4) made[`${name}${PIECES[random(PIECES.length)]}`] = value;
    else if (typeof value === 'string') made[name] = edited(value, random);
  }
  return made;
}

function edited(text: string, random: Random): string {
  const at = random(text.length + 1);
  const kind = random(4);
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1 + random(4));
  if (kind === 1) return text.slice(0, at) + text + text.slice(at);
  const piece = PIECES[random(PIECES.length)]!;
  return text.slice(0, at) + piece + text.slice(at + (kind === 2 ? piece.length : 0));
}

function show(carrier: object): string {
  return JSON.stringify(carrier);
}

/** A span, its state and baggage as an application may have set them, and in words. */
function hostileContext(random: Random): [Context, string] {
  const text = () => Array.from({ length: random(6) }, () => PIECES[random(PIECES.length)]!).join('');
  const ids =
    random(2) === 0 ? { traceId, spanId } : { traceId: traceId.toUpperCase(), spanId: spanId.toUpperCase() };
  const [stateKey, stateValue] = [text(), text()];
  const traceState = createTraceState('a=1').set(stateKey, stateValue);
  const traceFlags = random(300);
  let baggage: Baggage = propagation.createBaggage();
  for (let left = random(4); left > 0; left--)
    baggage = baggage.setEntry(text(), { value: text(), metadata: metadata(text()) });
  const entries = baggage
    .getAllEntries()
    .map(([key, { value, metadata }]) => [key, value, metadata?.toString()]);
  const context = trace.setSpanContext(ROOT_CONTEXT, { ...ids, traceFlags, traceState });
  return [
    propagation.setBaggage(context, baggage),
    JSON.stringify({ ids, traceFlags, stateKey, stateValue, entries }),
  ];
}

function metadata(text: string) {
  return { toString: () => text } as NonNullable<ReturnType<Baggage['getEntry']>>['metadata'] & object;
}

type CarrierOf = (size: number) => unknown;

/** Each header as it is over and over, as one character many times behind what is valid, and many headers beside it. */
function longCarriers(valid: Contract['valid']): [string, CarrierOf][] {
  const carriers: [string, CarrierOf][] = [];
  for (const carrier of valid) {
    for (const [name, value] of Object.entries(carrier)) {
      const put = (text: string) => ({ ...carrier, [name]: text });
      carriers.push([`${name} repeated`, (size) => put(value.repeat(Math.ceil(size / value.length)))]);
      carriers.push([`${name} listed`, (size) => ({ ...carrier, [name]: new Array(size >> 6).fill(value) })]);
      for (const piece of [
        '0',
        'a',
        '-',
        ' ',
        '\t',
        ',',
        '=',
        ';',
        ':',
        '%',
        '%zz',
        '%C3',
        ',a=1',
        ';a',
        ', ',
        '/',
        '@',
      ])
        carriers.push([
          `${name} and ${JSON.stringify(piece)} again and again`,
          (size) => put(value + piece.repeat(Math.ceil(size / piece.length))),
        ]);
      carriers.push([
        `headers like ${name}`,
        (size) => {
          const many: Record<string, string> = { ...carrier };
          for (let at = 0; at < size >> 6; at++) many[`${name}-${at}`] = value;
          return many;
        },
      ]);
    }
  }
  return carriers;
}

const SIZE = 1 << 17;
/** Below this the clock and the machine are what is measured, and the size of what is read has a limit. */
const QUICK_MS = 2;

function isLinear(what: string, carrierOf: CarrierOf, propagator: TextMapPropagator): void {
  const [half, whole] = [carrierOf(SIZE), carrierOf(2 * SIZE)];
  let ratio = 0;
  // Another process may take the processor away: of several tries one is enough.
  for (let left = 6; left > 0; left--) {
    const doubled = quickest(propagator, whole);
    if (doubled < QUICK_MS) return;
    ratio = doubled / quickest(propagator, half);
    if (ratio <= 2.5) return;
  }
  assert.fail(`${what}: double the input takes ${ratio.toFixed(1)} times as long`);
}

function quickest(propagator: TextMapPropagator, carrier: unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let left = 3; left > 0; left--) {
    const started = performance.now();
    extracted(propagator, carrier);
    least = Math.min(least, performance.now() - started);
  }
  return least;
}
