/** Spans, log records and metrics out of a seed: every shape that the encoders must get right, lengths at the edges. */

import type { Attributes, HrTime, Link, SpanContext } from '@opentelemetry/api';
import { createTraceState, ValueType } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import {
  type DataPoint,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { logRecord, span } from './records.ts';

/** Around each of these a length takes one byte more, or the encoder another way. */
const EDGES = [0, 1, 24, 25, 42, 43, 126, 127, 128, 129, 300, 8192, 8193, 16383, 16384];
const ALPHABETS = ['abcXYZ_.-/', 'aé€', '😀a', '\ud800', 'x\udc00é', '\u0000\u007f\u0080'];
const KEYS = [
  'http.request.method',
  'url.path',
  'server.port',
  'a',
  'schlüssel',
  'k'.repeat(200),
  '__proto__',
];
const NUMBERS = [
  ...[
    0,
    -0,
    1,
    -1,
    127,
    128,
    200,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    -(2 ** 32),
    -(2 ** 32) - 1,
    2 ** 53,
    -(2 ** 53),
  ],
  ...[2 ** 63, -(2 ** 63), 2 ** 62, 1e300, 0.5, -0.5, Number.MIN_VALUE, NaN, Infinity, -Infinity],
];

export class RandomRecords {
  readonly #random: () => number;
  readonly #resources: Resource[];
  readonly #scopes: ReadableLogRecord['instrumentationScope'][];

  constructor(seed: number) {
    this.#random = mulberry32(seed);
    this.#resources = [
      resourceFromAttributes({ 'service.name': 'shop', list: [1, 2] }, { schemaUrl: 'https://schema/1' }),
      resourceFromAttributes({ 'service.name': this.#text() }),
    ];
    this.#scopes = [
      { name: 'plain' },
      { name: this.#text(), version: '1.2.3', schemaUrl: this.#text() },
      { name: 'full', version: '2', attributes: this.#attributes(), droppedAttributesCount: 300 },
    ];
  }

  spans(count: number): ReadableSpan[] {
    return Array.from({ length: count }, () => this.#span());
  }

  logRecords(count: number): ReadableLogRecord[] {
    return Array.from({ length: count }, () => this.#logRecord());
  }

  metrics(count: number): ResourceMetrics {
    const scopeMetrics = this.#scopes.map((scope) => ({
      scope,
      metrics: Array.from({ length: count }, () => this.#metric()),
    }));
    return { resource: this.#pick(this.#resources), scopeMetrics };
  }

  /** A whole number from 0 to `below - 1`. */
  number(below: number): number {
    return Math.floor(this.#random() * below);
  }

  #span(): ReadableSpan {
    const overrides = {
      name: this.#text(),
      kind: this.number(5),
      parentSpanContext: this.#maybe(() => this.#context()),
      startTime: this.#time(),
      endTime: this.#time(),
      status: { code: this.number(3), message: this.#maybe(() => this.#text()) },
      attributes: this.#attributes(),
      events: this.#list(3, () => this.#event()),
      links: this.#list(3, () => this.#link()),
      droppedAttributesCount: this.number(3) * 100,
      droppedEventsCount: this.number(2),
      droppedLinksCount: this.number(2),
      resource: this.#pick(this.#resources),
      instrumentationScope: this.#pick(this.#scopes),
    };
    return span(overrides, this.#context());
  }

  #logRecord(): ReadableLogRecord {
    return logRecord({
      hrTime: this.#time(),
      hrTimeObserved: this.#time(),
      spanContext: this.#maybe(() => this.#context()),
      severityNumber: this.#maybe(() => this.number(25)),
      severityText: this.#maybe(() => this.#text()),
      body: this.#value(0),
      eventName: this.#maybe(() => this.#text()),
      attributes: this.#attributes(),
      droppedAttributesCount: this.number(3) * 100,
      resource: this.#pick(this.#resources),
      instrumentationScope: this.#pick(this.#scopes),
    });
  }

  #metric(): MetricData {
    const valueType = this.#pick([ValueType.INT, ValueType.DOUBLE]);
    const base = {
      descriptor: {
        name: `${this.#text()}.`,
        description: this.#text(),
        unit: this.#pick(['', 's', 'By']),
        valueType,
      },
      aggregationTemporality: this.number(2),
    };
    const points = <T>(value: () => T) => [this.#point(value), ...this.#list(3, () => this.#point(value))];
    switch (this.number(4)) {
      case 0:
        return {
          ...base,
          dataPointType: DataPointType.GAUGE,
          dataPoints: points(() => this.#numberOf(valueType)),
        };
      case 1: {
        const dataPoints = points(() => this.#numberOf(valueType));
        return { ...base, dataPointType: DataPointType.SUM, isMonotonic: this.number(2) === 1, dataPoints };
      }
      case 2:
        return {
          ...base,
          dataPointType: DataPointType.HISTOGRAM,
          dataPoints: points(() => this.#histogram()),
        };
      default: {
        const dataPoints = points(() => this.#exponentialHistogram());
        return { ...base, dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM, dataPoints };
      }
    }
  }

  #point<T>(value: () => T): DataPoint<T> {
    return { startTime: this.#time(), endTime: this.#time(), attributes: this.#attributes(), value: value() };
  }

  #numberOf(valueType: ValueType): number {
    if (valueType === ValueType.INT)
      return this.#pick([0, 1, -1, 2 ** 32, -(2 ** 32) - 1, 2 ** 53 - 1, -(2 ** 53)]);
    return this.#pick([0, 0.5, -1e300, Number.MIN_VALUE, this.#random()]);
  }

  #histogram() {
    const boundaries = this.#list(20, () => this.#random()).sort((a, b) => a - b);
    const counts = Array.from({ length: boundaries.length + 1 }, () => this.#pick([0, 1, 300, 2 ** 40]));
    return { buckets: { boundaries, counts }, ...this.#summary() };
  }

  #exponentialHistogram() {
    const buckets = () => ({
      offset: this.#pick([0, -1, 1, 1000, -(2 ** 31), 2 ** 31 - 1]),
      bucketCounts: this.#list(20, () => this.#pick([0, 1, 300, 2 ** 40])),
    });
    const scale = this.number(31) - 10;
    return { scale, zeroCount: this.number(3), positive: buckets(), negative: buckets(), ...this.#summary() };
  }

  #summary() {
    return {
      count: this.#pick([0, 1, 2 ** 33]),
      sum: this.#maybe(() => this.#random()),
      min: this.#maybe(() => 0),
      max: this.#maybe(() => this.#random()),
    };
  }

  #event(): TimedEvent {
    return {
      time: this.#time(),
      name: this.#text(),
      attributes: this.#maybe(() => this.#attributes()),
      droppedAttributesCount: this.#maybe(() => this.number(1000)),
    };
  }

  #link(): Link {
    return {
      context: this.#context(),
      attributes: this.#maybe(() => this.#attributes()),
      droppedAttributesCount: this.#maybe(() => this.number(1000)),
    };
  }

  #context(): SpanContext {
    return {
      traceId: this.#hex(32),
      spanId: this.#hex(16),
      traceFlags: this.number(256),
      isRemote: this.#maybe(() => this.number(2) === 1),
      traceState: this.#maybe(() => createTraceState(this.#pick(['', 'a=1', 'vendor=opaque,b=2']))),
    };
  }

  #attributes(): Attributes {
    const attributes: Attributes = {};
    for (const key of this.#list(8, () => this.#pick(KEYS))) {
      Object.defineProperty(attributes, key, { value: this.#value(0), enumerable: true, configurable: true });
    }
    return attributes;
  }

  #value(depth: number): unknown {
    switch (this.number(depth < 3 ? 8 : 5)) {
      case 0:
        return this.#text();
      case 1:
        return this.#pick(NUMBERS);
      case 2:
        return this.#random() * 1e6;
      case 3:
        return this.number(2) === 1;
      case 4:
        return this.#pick(['GET', 'http', 200, 404, true, null, '1.1']);
      case 5:
        return Uint8Array.from(this.#list(200, () => this.number(256)));
      case 6:
        return this.#list(4, () => this.#value(depth + 1));
      default:
        return Object.fromEntries(this.#list(4, () => [this.#text(), this.#value(depth + 1)]));
    }
  }

  #text(): string {
    const alphabet = this.#pick(ALPHABETS);
    // Long strings are rare, or the test would do little else.
    const edge = this.#pick(this.number(20) === 0 ? EDGES : EDGES.slice(0, 11));
    return alphabet.repeat(Math.ceil(edge / alphabet.length)).slice(0, edge);
  }

  #time(): HrTime {
    return [1_600_000_000 + this.number(2 ** 31), this.number(1e9)];
  }

  #hex(digits: number): string {
    return Array.from({ length: digits }, () => this.number(16).toString(16)).join('');
  }

  #list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.number(most + 1) }, make);
  }

  #maybe<T>(make: () => T): T | undefined {
    return this.number(2) === 1 ? make() : undefined;
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.number(choices.length)]!;
  }
}

/** A small generator of uniform numbers in [0, 1): the same ones for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
