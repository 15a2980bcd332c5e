/** Log records and questions out of a seed, for tests: few values, so that questions have answers. */

import type { OtlpAnyValue, OtlpLogRecord, OtlpLogs } from '@waymark/otlp';
import { anyValue, attributes, spanId, traceId } from '../oracle/samples.ts';
import type { AttributeCondition, LogQuery } from '../queries.ts';

const SERVICES = ['shop', 'bank', 'läden', ''];
const WORDS = ['order', 'Order', 'pay', 'payment', 'failed', 'läuft', 'nicht', '支払い', 'x_1', '42', 'é'];
const KEYS = ['method', 'status', 'request_id', 'req', 'list', 'é', ''];
const VALUES: unknown[] = [
  'GET',
  'get',
  'POST',
  200,
  404,
  '200',
  0.5,
  true,
  null,
  ['GET', 7],
  { id: 'r-1' },
  'r-1',
  'r-2',
  '',
];
const OPERATORS: AttributeCondition['operator'][] = ['=', '!=', 'contains', '<', '<=', '>', '>=', 'exists'];

export class RandomLogs {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 (mulberry32). */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  }

  request(): OtlpLogs {
    return {
      resourceLogs: this.#several(3, () => ({
        resource: this.#resource(),
        scopeLogs: this.#several(3, () => ({
          scope: {
            name: this.#pick(['console', 'pino']),
            version: '',
            attributes: attributes(this.below(3) ? {} : { status: 500 }),
            droppedAttributesCount: 0,
          },
          logRecords: this.#several(12, () => this.record()),
          schemaUrl: this.#pick(['', 'schema/2']),
        })),
        schemaUrl: this.#pick(['', 'schema/1']),
      })),
    };
  }

  record(): OtlpLogRecord {
    const body = this.#body();
    return {
      timeUnixNano: this.#pick([
        '0',
        '18446744073709551615',
        ...this.#several(8, () => String(this.below(50))),
      ]),
      observedTimeUnixNano: this.#pick(['0', '20', '1700000000123456789']),
      severityNumber: this.#pick([0, 1, 9, 13, 17, 24, -1, 1000]),
      severityText: this.#pick(['', 'INFO', 'x'.repeat(200)]),
      ...(body && { body }),
      attributes: this.#several(4, () => ({ key: this.#pick(KEYS), value: this.#value() })),
      droppedAttributesCount: this.below(2),
      flags: this.below(2),
      traceId: this.below(3) ? traceId(1 + this.below(5)) : '',
      spanId: this.below(3) ? spanId(1 + this.below(5)) : '',
      eventName: this.#pick(['', '', 'cart.emptied']),
    };
  }

  query(): LogQuery {
    const maybe = <T>(name: string, make: () => T) => (this.below(4) ? {} : { [name]: make() });
    const time = () => BigInt(this.below(50));
    return {
      ...maybe('service', () => this.#pick(['shop', 'bank', 'unknown_service', 'none'])),
      ...maybe('traceId', () => this.#pick([traceId(1), traceId(2), traceId(77), '', 'x', traceId(0)])),
      ...maybe('spanId', () => this.#pick([spanId(1), spanId(2), '', spanId(0)])),
      ...maybe('requestId', () => this.#pick(['r-1', 'r-2', '200'])),
      ...maybe('minSeverity', () => this.#pick([0, 9, 17])),
      ...maybe('maxSeverity', () => this.#pick([9, 17, 30])),
      ...maybe('text', () => this.#text()),
      ...maybe('fromUnixNano', time),
      ...maybe('toUnixNano', time),
      ...maybe('after', () => String(this.below(400))),
      attributes: this.#several(this.below(2) * 2, () => this.#condition()),
      limit: this.#pick([1, 3, 20, 1000]),
    };
  }

  #resource() {
    const service = this.#pick(SERVICES);
    const values = { host: this.#pick(['a', 'b']), ...(service && { 'service.name': service }) };
    return { attributes: attributes(values), droppedAttributesCount: 0 };
  }

  #body(): OtlpAnyValue | undefined {
    const text = () => this.#several(6, () => this.#pick(WORDS)).join(this.#pick([' ', '-', ' = ']));
    const kinds = [
      text,
      text,
      text,
      text,
      () => ({ msg: text(), request_id: 'r-2' }),
      () => [text(), 1],
      () => null,
    ];
    return this.below(10) ? anyValue(this.#pick(kinds)()) : undefined;
  }

  #text(): string {
    const words = this.#several(3, () => this.#pick(WORDS));
    return this.#pick([
      words.join(' '),
      `"${words.join(' ')}"`,
      `${words[0] ?? ''}*`,
      '"pay'.slice(0, this.below(5)),
      'or* 42',
    ]);
  }

  #condition(): AttributeCondition {
    const operator = this.#pick(OPERATORS);
    const isNumber = /[<>]/.test(operator);
    const texts = ['GET', '200', 'r-1', 'a', 'true', '', 'ge', '["GET",7]', 'null', '500'];
    return {
      key: this.#pick([...KEYS, 'host', 'service.name']),
      operator,
      value: isNumber ? this.#pick([0, 7, 200, 404, 0.5]) : this.#pick(texts),
    };
  }

  #value(): OtlpAnyValue {
    return anyValue(this.#pick(VALUES));
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  /** Up to so many, less one. */
  #several<T>(limit: number, make: () => T): T[] {
    return Array.from({ length: this.below(limit + 1) }, make);
  }
}
