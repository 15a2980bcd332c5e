import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AnyValue, createTraceState, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { MAX_VALUE_DEPTH } from './any-value.ts';
import { MAX_STEPS } from './attribute-path.ts';
import { MAX_WRITER_BYTES } from './byte-writer.ts';
import { encodeLogs, encodeTraces } from './encode.ts';
import { MAX_REMEMBERED_KEYS } from './key-value.ts';
import {
  type Message,
  readLogs,
  readOnlyLogRecord,
  readOnlySpan,
  readTraces,
  rewritten,
} from './oracle/otlp-messages.ts';
import { plainTraces } from './oracle/plain-records.ts';
import { kept, logRecord, resource, SPAN_ID, scope, span, spanContext, TRACE_ID } from './oracle/records.ts';

const encodedSpan = (overrides: Partial<ReadableSpan>, context = spanContext()) =>
  readOnlySpan(encodeTraces([span(overrides, context)]));

const spansIn = (bytes: Buffer) => plainTraces(bytes)[0]!.scopeSpans[0]!.spans;

/** The only field of the AnyValue that an attribute becomes. */
function encodedValue(value: AnyValue): Message {
  const { attributes } = encodedSpan({ attributes: { key: value } });
  return (attributes as { value: Message }[])[0]!.value;
}

describe('encodeTraces', () => {
  it('makes exactly these bytes of a small span', () => {
    const bytes = encodeTraces([span({ kind: SpanKind.SERVER, attributes: { port: 8080, host: 'a' } })]);
    const expected = [
      ['0a 7b', 'resource spans'],
      ['0a 18 0a 16 0a 0c 736572766963652e6e616d65 12 06 0a 04 73686f70', 'resource: service.name = shop'],
      ['12 5f', 'scope spans'],
      ['0a 06 0a 04 74657374', 'scope: name = test'],
      ['12 55', 'span'],
      ['0a 10 0af7651916cd43dd8448eb211c80319c', 'trace id'],
      ['12 08 b7ad6b7169203331', 'span id'],
      ['2a 03 474554', 'name = GET'],
      ['30 02', 'kind = server'],
      ['39 15cd853dfe9c9717 41 15cd853dfe9c9717', 'start and end'],
      ['4a 0b 0a 04 706f7274 12 03 18 903f', 'port = 8080'],
      ['4a 0b 0a 04 686f7374 12 03 0a 01 61', 'host = "a"'],
      ['85 01 01010000', 'flags: sampled, parent known to be local'],
    ];
    assert.equal(
      bytes.toString('hex'),
      expected
        .map(([hex]) => hex)
        .join('')
        .replaceAll(' ', ''),
    );
  });

  it('makes no bytes of no spans', () => {
    assert.equal(encodeTraces([]).length, 0);
  });

  it('groups spans by resource and by scope', () => {
    const other = { ...resource, attributes: { 'service.name': 'other' } } as typeof resource;
    const second = { name: 'second', version: '2' };
    const spans = [
      span({ name: 'a' }),
      span({ name: 'b', instrumentationScope: second }),
      span({ name: 'c', resource: other }),
      span({ name: 'd' }),
    ];
    const tree = plainTraces(encodeTraces(spans)).map((group) => ({
      service: group.resource.attributes['service.name'],
      scopes: group.scopeSpans.map((inner) => [inner.scope.name, ...inner.spans.map(({ name }) => name)]),
    }));
    assert.deepEqual(tree, [
      {
        service: 'shop',
        scopes: [
          ['test', 'a', 'd'],
          ['second', 'b'],
        ],
      },
      { service: 'other', scopes: [['test', 'c']] },
    ]);
  });

  it('keeps schema URLs and the attributes of a scope', () => {
    const full = { name: 's', schemaUrl: 'https://scope', attributes: { a: 1 }, droppedAttributesCount: 2 };
    const withSchema = { ...resource, attributes: {}, schemaUrl: 'https://resource' } as typeof resource;
    const bytes = encodeTraces([span({ instrumentationScope: full, resource: withSchema })]);
    const [group] = plainTraces(bytes);
    assert.equal(group!.schemaUrl, 'https://resource');
    assert.equal(group!.scopeSpans[0]!.schemaUrl, 'https://scope');
    const { scope: decoded } = group!.scopeSpans[0]!;
    assert.deepEqual(decoded, { name: 's', version: '', attributes: { a: 1 }, droppedAttributesCount: 2 });
  });
});

describe('a span', () => {
  const parent = (isRemote?: boolean) => ({
    parentSpanContext: spanContext({ spanId: '00f067aa0ba902b7', isRemote }),
  });
  const flags: [string, Partial<ReadableSpan>, number, number][] = [
    ['without a parent', {}, 1, 0x101],
    ['with a parent in this process', parent(false), 1, 0x101],
    ['with a parent that does not say', parent(), 1, 0x101],
    ['with a parent in another process', parent(true), 1, 0x301],
    ['with the random flag', parent(true), 3, 0x303],
    ['with bits beyond the W3C byte', {}, 0xf01, 0x101],
  ];
  for (const [condition, overrides, traceFlags, expected] of flags) {
    it(`${condition} has flags 0x${expected.toString(16)}`, () => {
      assert.equal(encodedSpan(overrides, spanContext({ traceFlags }))['flags'], expected);
    });
  }

  it('leaves out what has its default value', () => {
    const bytes = encodeTraces([span({ name: '', status: { code: SpanStatusCode.UNSET, message: '' } })]);
    const { status, parentSpanId, traceState } = readOnlySpan(bytes);
    assert.deepEqual(status, { message: '', code: 0 });
    assert.equal(parentSpanId, '');
    assert.equal(traceState, '');
    assert.ok(!bytes.includes(Buffer.from('7a00', 'hex')));
  });

  it('keeps a status message, and the order of the trace state', () => {
    const context = spanContext({ traceState: createTraceState('b=2,a=1') });
    const encoded = encodedSpan({ status: { code: SpanStatusCode.ERROR, message: 'no' } }, context);
    assert.deepEqual(encoded['status'], { message: 'no', code: 2 });
    assert.equal(encoded['traceState'], 'b=2,a=1');
  });

  it('leaves out an attribute that is undefined', () => {
    assert.deepEqual(encodedSpan({ attributes: { a: undefined } })['attributes'], []);
  });

  it('leaves out attributes that only a prototype has', () => {
    const attributes = Object.create({ inherited: 1 });
    assert.deepEqual(encodedSpan({ attributes })['attributes'], []);
  });

  it('takes upper-case ids', () => {
    const context = spanContext({ traceId: TRACE_ID.toUpperCase(), spanId: SPAN_ID.toUpperCase() });
    const encoded = encodedSpan({}, context);
    assert.equal(encoded['traceId'], TRACE_ID);
    assert.equal(encoded['spanId'], SPAN_ID);
  });

  it('survives ids that are no hex', () => {
    const encoded = encodedSpan({}, spanContext({ traceId: 'é'.repeat(32), spanId: '' }));
    assert.equal(encoded['traceId'], '0'.repeat(32));
    assert.equal(encoded['spanId'], '');
  });

  it('comes out the same when all that was remembered is forgotten meanwhile', () => {
    const usual = span({
      attributes: { a: 1, b: 'x' },
      links: [{ context: spanContext(), attributes: { a: 1 } }],
    });
    const many = Array.from({ length: Math.max(MAX_STEPS, MAX_REMEMBERED_KEYS) + 10 }, (_, i) => [
      `key ${i}`,
      i,
    ]);
    const made = Object.fromEntries(many);
    const unusual = span({ attributes: made, links: [{ context: spanContext(), attributes: made }] });
    const [before, , after] = spansIn(encodeTraces([usual, unusual, usual]));
    assert.deepEqual(after, before);
  });

  it('has the shortest lengths, at every size around the edges', () => {
    for (let units = 1; units < 400; units++) {
      const attributes = { text: 'x'.repeat(units), list: ['é'.repeat(units)], ['k'.repeat(units)]: units };
      const bytes = encodeTraces([span({ attributes, name: 'n'.repeat(units) })]);
      assert.deepEqual(bytes, rewritten('TraceRequest', bytes));
    }
  });

  it('has the shortest lengths where they take three and four bytes', () => {
    for (const units of [16_000, 16_300, 16_380, 16_384, 2 ** 21 - 200, 2 ** 21]) {
      const bytes = encodeTraces([
        span({ attributes: { text: 'x'.repeat(units), list: ['é'.repeat(units)] } }),
      ]);
      assert.deepEqual(bytes, rewritten('TraceRequest', bytes));
    }
  });
});

describe('times', () => {
  const cases: [string, object, bigint][] = [
    ['whole milliseconds', { startMs: 1_700_000_000_123 }, 1_700_000_000_123_000_000n],
    ['half a microsecond', { startMs: 1_700_000_000_123.5 }, 1_700_000_000_123_500_000n],
    ['a fraction that rounds up to the next millisecond', { startMs: 1.9999999 }, 2_000_000n],
    ['the epoch', { startMs: 0 }, 0n],
    ['the year 2500', { startMs: 16_725_225_600_000 }, 16_725_225_600_000_000_000n],
    ['seconds and nanoseconds', { startTime: [1_700_000_000, 123_456_789] }, 1_700_000_000_123_456_789n],
    ['no seconds', { startTime: [0, 999_999_999] }, 999_999_999n],
    ['seconds beyond 2^32', { startTime: [2 ** 32 + 1, 1] }, 4_294_967_297_000_000_001n],
  ];
  for (const [condition, time, expected] of cases) {
    it(`of ${condition} are exact`, () => {
      const ended =
        'startMs' in time ? Object.assign(kept(span()), time, { endMs: time.startMs }) : span(time);
      assert.equal(readOnlySpan(encodeTraces([ended]))['startTimeUnixNano'], expected);
    });
  }

  it('are taken from startMs and endMs where a span says that it is genuine, and only there', () => {
    const millis = { startMs: 1, endMs: 2 };
    const genuine = readOnlySpan(encodeTraces([Object.assign(kept(span()), millis)]));
    assert.equal(genuine['startTimeUnixNano'], 1_000_000n);
    assert.equal(genuine['endTimeUnixNano'], 2_000_000n);
    assert.equal(encodedSpan({ startTime: [9, 0], ...millis })['startTimeUnixNano'], 9_000_000_000n);
  });
});

describe('a value', () => {
  const cyclic: Record<string, unknown> = { name: 'loop' };
  cyclic['self'] = cyclic;
  const holed: unknown[] = [1, null];
  holed[3] = 2;
  const cases: [string, AnyValue, Message][] = [
    ['an empty string', '', { stringValue: '' }],
    ['a lone high surrogate', 'a\ud800b', { stringValue: 'a\ufffdb' }],
    [
      'a lone low surrogate in a long string',
      `${'x'.repeat(60)}\udc00`,
      { stringValue: `${'x'.repeat(60)}\ufffd` },
    ],
    ['a surrogate pair', '😀', { stringValue: '😀' }],
    ['200', 200, { intValue: 200n }],
    ['zero', 0, { intValue: 0n }],
    ['minus zero', -0, { intValue: 0n }],
    ['minus one', -1, { intValue: -1n }],
    ['-2^32', -(2 ** 32), { intValue: -(2n ** 32n) }],
    ['the least int64', -(2 ** 63), { intValue: -(2n ** 63n) }],
    ['2^63', 2 ** 63, { doubleValue: 2 ** 63 }],
    ['2^28', 2 ** 28, { intValue: 2n ** 28n }],
    ['a fraction', 1.5, { doubleValue: 1.5 }],
    ['NaN', Number.NaN, { doubleValue: Number.NaN }],
    ['a bigint of int64', -(2n ** 63n), { intValue: -(2n ** 63n) }],
    ['a bigint beyond int64', 2n ** 63n, { stringValue: '9223372036854775808' }],
    ['true', true, { boolValue: true }],
    ['false', false, { boolValue: false }],
    ['null', null, {}],
    ['a function', () => 1, {}],
    ['bytes', Uint8Array.of(0, 255), { bytesValue: '00ff' }],
    ['an empty array', [], { arrayValue: { values: [] } }],
    [
      'an array with null and a hole',
      holed,
      { arrayValue: { values: [{ intValue: 1n }, {}, {}, { intValue: 2n }] } },
    ],
    ['an empty map', {}, { kvlistValue: { values: [] } }],
    [
      'a nested map',
      { a: { b: undefined } },
      {
        kvlistValue: {
          values: [{ key: 'a', value: { kvlistValue: { values: [{ key: 'b', value: {} }] } } }],
        },
      },
    ],
    [
      'an object inside itself',
      cyclic,
      {
        kvlistValue: {
          values: [
            { key: 'name', value: { stringValue: 'loop' } },
            { key: 'self', value: {} },
          ],
        },
      },
    ],
  ];
  for (const [condition, value, expected] of cases) {
    it(`of ${condition} is ${JSON.stringify(expected, (_, v) => (typeof v === 'bigint' ? `${v}n` : v))}`, () => {
      assert.deepEqual(encodedValue(value), expected);
    });
  }

  it(`is empty below ${MAX_VALUE_DEPTH} levels, which every receiver takes`, () => {
    let value: unknown = 'bottom';
    for (let level = 0; level <= MAX_VALUE_DEPTH; level++) value = { in: value };
    const text = JSON.stringify(encodedValue(value));
    assert.equal(text.split('kvlistValue').length - 1, MAX_VALUE_DEPTH);
    assert.ok(!text.includes('bottom'));
  });

  it('may appear twice, as long as it is not inside itself', () => {
    const shared = { a: 1 };
    const decoded = plainTraces(encodeTraces([span({ attributes: { both: [shared, shared] } })]));
    assert.deepEqual(decoded[0]!.scopeSpans[0]!.spans[0]!.attributes, { both: [{ a: 1 }, { a: 1 }] });
  });

  it('is refused when it makes the record larger than any receiver would take', () => {
    const attributes = { huge: 'x'.repeat(MAX_WRITER_BYTES) };
    assert.throws(() => encodeTraces([span({ attributes })]), RangeError);
  });
});

describe('encodeLogs', () => {
  it('makes no bytes of no records', () => {
    assert.equal(encodeLogs([]).length, 0);
  });

  it('keeps every field', () => {
    const record = logRecord({
      severityNumber: 17,
      severityText: 'ERROR',
      body: { text: 'no', code: 7 },
      eventName: 'payment.failed',
      spanContext: spanContext(),
      attributes: { a: 'b' },
      droppedAttributesCount: 3,
    });
    assert.deepEqual(readOnlyLogRecord(encodeLogs([record])), {
      timeUnixNano: 1_700_000_000_123_456_789n,
      observedTimeUnixNano: 1_700_000_000_123_456_790n,
      severityNumber: 17,
      severityText: 'ERROR',
      body: {
        kvlistValue: {
          values: [
            { key: 'text', value: { stringValue: 'no' } },
            { key: 'code', value: { intValue: 7n } },
          ],
        },
      },
      attributes: [{ key: 'a', value: { stringValue: 'b' } }],
      droppedAttributesCount: 3,
      flags: 1,
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      eventName: 'payment.failed',
    });
  });

  it('tells no body from an empty one', () => {
    assert.equal(readOnlyLogRecord(encodeLogs([logRecord({ body: undefined })]))['body'], null);
    assert.deepEqual(readOnlyLogRecord(encodeLogs([logRecord({ body: null })]))['body'], {});
  });

  it('groups records like spans', () => {
    const bytes = encodeLogs([
      logRecord({ body: 'a' }),
      logRecord({ body: 'b', instrumentationScope: scope }),
    ]);
    const [group] = readLogs(bytes)['resourceLogs'] as { scopeLogs: { logRecords: unknown[] }[] }[];
    assert.deepEqual(
      group!.scopeLogs.map(({ logRecords }) => logRecords.length),
      [2],
    );
  });

  it('gives each record its own ids, however often those of one context came in a row', () => {
    const [one, two] = [spanContext(), spanContext({ traceId: 'f'.repeat(32), traceFlags: 0 })];
    const order = [one, one, one, two, one, undefined, one, two, two, two];
    const [group] = readLogs(encodeLogs(order.map((context) => logRecord({ spanContext: context }))))[
      'resourceLogs'
    ] as { scopeLogs: { logRecords: { traceId?: unknown; flags?: number }[] }[] }[];
    const ids = group!.scopeLogs.flatMap(({ logRecords }) =>
      logRecords.map(({ traceId, flags }) => [traceId ?? '', flags ?? 0]),
    );
    assert.deepEqual(
      ids,
      order.map((context) => [context?.traceId ?? '', context?.traceFlags ?? 0]),
    );
  });

  it('uses the field numbers of logs, not of traces', () => {
    const body = encodeLogs([logRecord({ body: 'a' })]);
    assert.notDeepEqual(readTraces(body), readLogs(body));
  });
});
