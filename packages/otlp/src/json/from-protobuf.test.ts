import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeLogs, encodeTraces } from '../encode.ts';
import { encodeMetrics } from '../encode-metrics.ts';
import { RandomRecords } from '../oracle/random-records.ts';
import { logRecord, SPAN_ID, span, spanContext, TRACE_ID } from '../oracle/records.ts';
import type { DecodeLimits } from './byte-reader.ts';
import { DecodeError, type DecodeErrorCode } from './decode-error.ts';
import { fromProtobuf } from './from-protobuf.ts';
import type { MessageType } from './message-type.ts';
import { METRICS } from './metrics-messages.ts';
import {
  LOG_RECORD,
  LOGS,
  RESOURCE,
  SPAN,
  SPAN_WITH_ZIPKIN,
  TRACES,
  TRACES_WITH_ZIPKIN,
} from './otlp-messages.ts';
import { toProtobuf } from './to-protobuf.ts';

/** Bytes from hex with spaces. */
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A length-delimited field around a content: a request is built from the inside out. */
const inField = (tag: number, content: Uint8Array) =>
  Buffer.concat([Buffer.of(tag), varint(content.length), content]);

/** A request of spans that have these fields. */
const spansOf = (...spans: Buffer[]) =>
  inField(0x0a, inField(0x12, Buffer.concat(spans.map((fields) => inField(0x12, fields)))));
const onlySpan = (body: Uint8Array) => fromProtobuf(TRACES, body).resourceSpans[0]!.scopeSpans[0]!.spans[0]!;

describe('fromProtobuf', () => {
  it('gives back everything that a span had', () => {
    const parent = spanContext({ spanId: '00f067aa0ba902b7', isRemote: true });
    const body = encodeTraces([
      span({
        kind: 2,
        parentSpanContext: parent,
        attributes: {
          text: 'é',
          int: -7,
          double: 0.5,
          yes: true,
          none: null,
          bytes: Uint8Array.of(1),
          list: [1, ['a']],
          map: { a: 1 },
        },
        events: [{ time: [1, 2], name: 'exception', attributes: { a: 1 }, droppedAttributesCount: 4 }],
        links: [{ context: parent, attributes: { b: 2 }, droppedAttributesCount: 5 }],
        status: { code: 2, message: 'no' },
        droppedAttributesCount: 1,
        droppedEventsCount: 2,
        droppedLinksCount: 3,
      }),
    ]);
    assert.deepEqual(onlySpan(body), {
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      parentSpanId: '00f067aa0ba902b7',
      traceState: '',
      name: 'GET',
      kind: 3,
      startTimeUnixNano: '1700000000123456789',
      endTimeUnixNano: '1700000000123456789',
      attributes: [
        { key: 'text', value: { stringValue: 'é' } },
        { key: 'int', value: { intValue: '-7' } },
        { key: 'double', value: { doubleValue: 0.5 } },
        { key: 'yes', value: { boolValue: true } },
        { key: 'none', value: {} },
        { key: 'bytes', value: { bytesValue: 'AQ==' } },
        {
          key: 'list',
          value: {
            arrayValue: {
              values: [{ intValue: '1' }, { arrayValue: { values: [{ stringValue: 'a' }] } }],
            },
          },
        },
        { key: 'map', value: { kvlistValue: { values: [{ key: 'a', value: { intValue: '1' } }] } } },
      ],
      droppedAttributesCount: 1,
      events: [
        {
          timeUnixNano: '1000000002',
          name: 'exception',
          attributes: [{ key: 'a', value: { intValue: '1' } }],
          droppedAttributesCount: 4,
        },
      ],
      droppedEventsCount: 2,
      links: [
        {
          traceId: TRACE_ID,
          spanId: '00f067aa0ba902b7',
          traceState: '',
          attributes: [{ key: 'b', value: { intValue: '2' } }],
          droppedAttributesCount: 5,
          flags: 0x301,
        },
      ],
      droppedLinksCount: 3,
      status: { code: 2, message: 'no' },
      flags: 0x301,
    });
  });

  it('gives back everything that a log record had', () => {
    const record = logRecord({
      severityNumber: 9,
      severityText: 'INFO',
      body: 'hello',
      eventName: 'greeting',
      spanContext: spanContext(),
      attributes: { a: 'b' },
      droppedAttributesCount: 3,
    });
    const [group] = fromProtobuf(LOGS, encodeLogs([record])).resourceLogs;
    assert.deepEqual(group!.scopeLogs[0]!.logRecords, [
      {
        timeUnixNano: '1700000000123456789',
        observedTimeUnixNano: '1700000000123456790',
        severityNumber: 9,
        severityText: 'INFO',
        body: { stringValue: 'hello' },
        attributes: [{ key: 'a', value: { stringValue: 'b' } }],
        droppedAttributesCount: 3,
        flags: 1,
        traceId: TRACE_ID,
        spanId: SPAN_ID,
        eventName: 'greeting',
      },
    ]);
  });

  it('tells no body from an empty one', () => {
    assert.equal(fromProtobuf(LOG_RECORD, hex('')).body, undefined);
    assert.deepEqual(fromProtobuf(LOG_RECORD, hex('2a 00')).body, {});
  });

  it('finds nothing in an empty body', () => {
    assert.deepEqual(fromProtobuf(TRACES, new Uint8Array()), { resourceSpans: [] });
  });

  it('keeps all digits of whole numbers', () => {
    const numbers = ['9223372036854775807', '-9223372036854775808', '-1', '9007199254740993'];
    const attributes = numbers.map((intValue) => ({ key: 'n', value: { intValue } }));
    const bytes = toProtobuf(SPAN, { ...SPAN.make(), attributes, startTimeUnixNano: '18446744073709551615' });
    const read = fromProtobuf(SPAN, bytes);
    assert.deepEqual(read.attributes, attributes);
    assert.equal(read.startTimeUnixNano, '18446744073709551615');
  });

  it('passes over fields that it does not know, of every wire type', () => {
    const unknown = hex('a806 ff01  a906 0102030405060708  aa06 03 616263  ad06 01020304');
    assert.equal(fromProtobuf(SPAN, Buffer.concat([unknown, hex('2a 01 61'), unknown])).name, 'a');
  });

  it('passes over a known field of another wire type', () => {
    assert.equal(fromProtobuf(SPAN, hex('28 05  2a 01 61')).name, 'a');
    assert.deepEqual(fromProtobuf(SPAN, hex('4d 00000000')).attributes, []);
  });

  it('joins a message that comes in two parts', () => {
    const body = Buffer.concat([inField(0x0a, hex('0a 03 0a 01 61')), inField(0x0a, hex('0a 03 0a 01 62'))]);
    const resource = fromProtobuf(TRACES, inField(0x0a, body)).resourceSpans[0]!.resource;
    assert.deepEqual(
      resource.attributes.map(({ key }) => key),
      ['a', 'b'],
    );
  });

  it('lets the last of several values in one count', () => {
    const attribute = inField(0x0a, inField(0x12, hex('0a 01 61  10 01')));
    const twoParts = inField(
      0x0a,
      Buffer.concat([inField(0x12, hex('0a 01 61')), inField(0x12, hex('10 01'))]),
    );
    for (const bytes of [attribute, twoParts])
      assert.deepEqual(fromProtobuf(RESOURCE, bytes).attributes, [{ key: '', value: { boolValue: true } }]);
  });

  it('takes an id of zeros for none', () => {
    const ids = hex('0a 10 00000000000000000000000000000000  22 08 0000000000000000');
    const { traceId, parentSpanId } = fromProtobuf(SPAN, ids);
    assert.deepEqual([traceId, parentSpanId], ['', '']);
  });

  it('replaces bytes that are no UTF-8', () => {
    assert.equal(fromProtobuf(SPAN, hex('2a 02 ff61')).name, '\ufffda');
  });

  it('reads a view into a larger buffer', () => {
    const body = encodeTraces([span({ name: 'view', attributes: { half: 0.5 } })]);
    const larger = Buffer.concat([hex('ffff'), body, hex('ffff')]);
    assert.equal(onlySpan(larger.subarray(2, -2)).name, 'view');
  });

  it('shows what Zipkin sent only to who asks for it', () => {
    const request = TRACES.make();
    const zipkin = '{"traceId":"1"}';
    const scopeSpans = [{ scope: { ...emptyScope }, spans: [{ ...SPAN.make(), zipkin }], schemaUrl: '' }];
    const resource = RESOURCE.make();
    request.resourceSpans.push({ resource, scopeSpans, schemaUrl: '' });
    const bytes = toProtobuf(TRACES_WITH_ZIPKIN, request);
    assert.equal('zipkin' in onlySpan(bytes), false);
    assert.equal(fromProtobuf(SPAN_WITH_ZIPKIN, bytes.subarray(6)).zipkin, zipkin);
    assert.equal(toProtobuf(TRACES, request).includes('traceId'), false);
  });

  const bad: [string, DecodeErrorCode, Buffer, DecodeLimits?][] = [
    ['a length beyond the body', 'TRUNCATED', hex('0a 05 00')],
    ['a length beyond its message', 'TRUNCATED', hex('0a 04 12 03 0000 0000')],
    ['a length of many gigabytes', 'TRUNCATED', hex('0a ffffffffffffffff7f')],
    ['a tag at the end', 'TRUNCATED', hex('0a')],
    ['half a fixed64', 'TRUNCATED', spansOf(hex('39 01020304'))],
    [
      'a fixed64 that reaches beyond its span',
      'TRUNCATED',
      spansOf(hex('39 01020304'), hex('2a 06 616263646566')),
    ],
    ['half a varint', 'TRUNCATED', spansOf(hex('30 ff'))],
    ['a varint of eleven bytes', 'MALFORMED', spansOf(hex('30 ffffffffffffffffffff01'))],
    ['field number 0', 'MALFORMED', hex('02 00')],
    ['a tag beyond 32 bits', 'MALFORMED', hex('ffffffff7f 00')],
    ['a group', 'MALFORMED', hex('0b 0c')],
    ['a trace id of 4 bytes', 'BAD_ID', spansOf(hex('0a 04 01020304'))],
    ['a span id of 16 bytes', 'BAD_ID', spansOf(hex('12 10 0af7651916cd43dd8448eb211c80319c'))],
    ['more spans than wanted', 'TOO_MANY', encodeTraces([span(), span()]), { maxItems: 21 }],
    [
      'more array elements than wanted',
      'TOO_MANY',
      encodeTraces([span({ attributes: { a: [1, 2] } })]),
      { maxItems: 24 },
    ],
    [
      'deeper values than wanted',
      'TOO_DEEP',
      encodeTraces([span({ attributes: { a: [[[]]] } })]),
      { maxDepth: 2 },
    ],
  ];
  for (const [condition, code, body, limits] of bad) {
    it(`refuses ${condition}: ${code}`, () => {
      assert.throws(
        () => fromProtobuf(TRACES, body, limits),
        (error) => error instanceof DecodeError && error.code === code,
      );
    });
  }

  it('takes exactly as many items as wanted', () => {
    const body = encodeTraces([span({ attributes: { a: [1, 2] } })]);
    assert.doesNotThrow(() => fromProtobuf(TRACES, body, { maxItems: 25 }));
  });

  it('refuses more numbers in a packed field than wanted', () => {
    const counts = inField(0x0a, inField(0x4a, inField(0x0a, inField(0x32, Buffer.alloc(80)))));
    const body = inField(0x0a, inField(0x12, inField(0x12, counts.subarray(2))));
    assert.doesNotThrow(() => fromProtobuf(METRICS, body, { maxItems: 32 }));
    assert.throws(() => fromProtobuf(METRICS, body, { maxItems: 31 }), DecodeError);
  });

  it('does not overflow the stack on values nested a hundred thousand times', () => {
    assert.throws(
      () => fromProtobuf(TRACES, nested(100_000)),
      (error) => error instanceof DecodeError && error.code === 'TOO_DEEP',
    );
  });

  it('says where the body is wrong', () => {
    assert.throws(() => fromProtobuf(TRACES, hex('1a 00 0a 05 00')), {
      name: 'DecodeError',
      place: 'byte 3',
      message: 'OTLP body is not valid at byte 3: 5 bytes are announced, 1 are left',
    });
  });
});

const emptyScope = { name: '', version: '', attributes: [], droppedAttributesCount: 0 };

describe('hostile bytes', () => {
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);
  for (const seed of seeds) {
    it(`throw nothing but DecodeError: random ones and damaged requests of seed ${seed}`, () => {
      const random = new RandomRecords(seed);
      const requests = [
        encodeTraces(random.spans(3)),
        encodeLogs(random.logRecords(3)),
        encodeMetrics(random.metrics(1)),
      ];
      for (let round = 0; round < 200; round++) {
        for (const request of requests) decodesOrRefuses(damaged(request, random));
        decodesOrRefuses(Buffer.from(Array.from({ length: random.number(64) }, () => random.number(256))));
      }
    });
  }
});

/** One attribute whose value is an array in an array, and so on. */
function nested(levels: number): Buffer {
  const heads: Buffer[] = [];
  let length = 0;
  for (let level = 0; level < levels; level++) {
    for (const tag of [0x0a, 0x2a]) {
      const head = Buffer.concat([Buffer.of(tag), varint(length)]);
      heads.push(head);
      length += head.length;
    }
  }
  const value = Buffer.concat(heads.reverse());
  const attribute = Buffer.concat([Buffer.of(0x12), varint(value.length), value]);
  const around = (tag: number, content: Buffer) =>
    Buffer.concat([Buffer.of(tag), varint(content.length), content]);
  return around(0x0a, around(0x0a, around(0x0a, attribute)));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.of(...bytes, rest);
}

/** A copy with some bytes changed, and cut or repeated somewhere. */
function damaged(request: Buffer, random: RandomRecords): Buffer {
  const copy = Buffer.from(request);
  for (let i = random.number(6); i >= 0; i--) copy[random.number(copy.length)] = random.number(256);
  const cut = random.number(copy.length);
  if (random.number(3) === 0) return copy.subarray(0, cut);
  return random.number(3) === 0 ? Buffer.concat([copy.subarray(cut), copy.subarray(0, cut)]) : copy;
}

function decodesOrRefuses(body: Buffer): void {
  for (const type of [TRACES, LOGS, METRICS] as MessageType<object>[]) {
    try {
      fromProtobuf(type, body);
    } catch (error) {
      assert.ok(error instanceof DecodeError, `${body.toString('hex')} made ${error}`);
    }
  }
}
