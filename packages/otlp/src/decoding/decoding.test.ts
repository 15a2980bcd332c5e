import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeLogs, encodeTraces } from '../encode.ts';
import { RandomRecords } from '../oracle/random-records.ts';
import { logRecord, SPAN_ID, span, spanContext, TRACE_ID } from '../oracle/records.ts';
import type { DecodeLimits } from './byte-reader.ts';
import { DecodeError, type DecodeErrorCode } from './decode-error.ts';
import { decodeLogs } from './logs.ts';
import { decodeTraces } from './traces.ts';

/** Bytes from hex with spaces. */
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A length-delimited field of number 1 (or 2) around a content: a request is built from the inside out. */
const inField = (tag: number, content: Uint8Array) =>
  Buffer.concat([Buffer.of(tag, (content.length & 127) | 128, content.length >> 7), content]);

/** A request of one span that has these fields. */
const spanOf = (fields: Buffer) => inField(0x0a, inField(0x12, inField(0x12, fields)));
const twoSpans = (first: Buffer, second: Buffer) =>
  inField(0x0a, inField(0x12, Buffer.concat([inField(0x12, first), inField(0x12, second)])));
const onlySpan = (body: Uint8Array) => decodeTraces(body)[0]!.scopeSpans[0]!.spans[0]!;

describe('decodeTraces', () => {
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
      startTimeUnixNano: 1_700_000_000_123_456_789n,
      endTimeUnixNano: 1_700_000_000_123_456_789n,
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
      droppedAttributesCount: 1,
      events: [
        { timeUnixNano: 1_000_000_002n, name: 'exception', attributes: { a: 1 }, droppedAttributesCount: 4 },
      ],
      droppedEventsCount: 2,
      links: [
        {
          traceId: TRACE_ID,
          spanId: '00f067aa0ba902b7',
          traceState: '',
          attributes: { b: 2 },
          droppedAttributesCount: 5,
          flags: 0x301,
        },
      ],
      droppedLinksCount: 3,
      status: { code: 2, message: 'no' },
      flags: 0x301,
    });
  });

  it('gives ints beyond 2^53 as bigint', () => {
    const body = encodeTraces([
      span({ attributes: { big: 2 ** 62, least: -(2 ** 63), safe: 2 ** 52, low: -(2 ** 40) } }),
    ]);
    assert.deepEqual(onlySpan(body).attributes, {
      big: 2n ** 62n,
      least: -(2n ** 63n),
      safe: 2 ** 52,
      low: -(2 ** 40),
    });
  });

  it('finds nothing in an empty body', () => {
    assert.deepEqual(decodeTraces(new Uint8Array()), []);
  });

  it('passes over fields that it does not know, of every wire type', () => {
    const unknown = hex('a806 ff01  a906 0102030405060708  aa06 03 616263  ad06 01020304');
    assert.equal(onlySpan(spanOf(Buffer.concat([unknown, hex('2a 01 61'), unknown]))).name, 'a');
  });

  it('passes over a known field of another wire type', () => {
    assert.equal(onlySpan(spanOf(hex('28 05  2a 01 61'))).name, 'a');
  });

  it('joins a message that comes in two parts', () => {
    const body = inField(
      0x0a,
      Buffer.concat([inField(0x0a, hex('0a 03 0a 01 61')), inField(0x0a, hex('0a 03 0a 01 62'))]),
    );
    assert.deepEqual(decodeTraces(body)[0]!.resource.attributes, { a: null, b: null });
  });

  it('takes the key __proto__ as a key', () => {
    const attributes = JSON.parse('{"__proto__":{"polluted":true}}');
    const decoded = onlySpan(encodeTraces([span({ attributes })])).attributes;
    assert.deepEqual(Object.keys(decoded), ['__proto__']);
    assert.equal(Object.getPrototypeOf(decoded), Object.prototype);
  });

  it('replaces bytes that are no UTF-8', () => {
    assert.equal(onlySpan(spanOf(hex('2a 02 ff61'))).name, '\ufffda');
  });

  it('reads a view into a larger buffer', () => {
    const body = encodeTraces([span({ name: 'view', attributes: { half: 0.5 } })]);
    const larger = Buffer.concat([hex('ffff'), body, hex('ffff')]);
    assert.equal(onlySpan(larger.subarray(2, -2)).name, 'view');
  });

  const bad: [string, DecodeErrorCode, Buffer, DecodeLimits?][] = [
    ['a length beyond the body', 'TRUNCATED', hex('0a 05 00')],
    ['a length beyond its message', 'TRUNCATED', hex('0a 04 12 03 0000 0000')],
    ['a length of many gigabytes', 'TRUNCATED', hex('0a ffffffffffffffff7f')],
    ['a tag at the end', 'TRUNCATED', hex('0a')],
    ['half a fixed64', 'TRUNCATED', spanOf(hex('39 01020304'))],
    [
      'a fixed64 that reaches beyond its span',
      'TRUNCATED',
      twoSpans(hex('39 01020304'), hex('2a 06 616263646566')),
    ],
    ['half a varint', 'TRUNCATED', spanOf(hex('30 ff'))],
    ['a varint of eleven bytes', 'MALFORMED', spanOf(hex('30 ffffffffffffffffffff01'))],
    ['field number 0', 'MALFORMED', hex('02 00')],
    ['a tag beyond 32 bits', 'MALFORMED', hex('ffffffff7f 00')],
    ['a group', 'MALFORMED', hex('0b 0c')],
    ['a trace id of 4 bytes', 'BAD_ID', spanOf(hex('0a 04 01020304'))],
    ['a span id of 16 bytes', 'BAD_ID', spanOf(hex('12 10 0af7651916cd43dd8448eb211c80319c'))],
    ['more spans than wanted', 'TOO_MANY', encodeTraces([span(), span()]), { maxItems: 3 }],
    [
      'more array elements than wanted',
      'TOO_MANY',
      encodeTraces([span({ attributes: { a: [1, 2] } })]),
      { maxItems: 6 },
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
        () => decodeTraces(body, limits),
        (error) => error instanceof DecodeError && error.code === code,
      );
    });
  }

  it('takes exactly as many items as wanted', () => {
    const body = encodeTraces([span({ attributes: { a: [1, 2] } })]);
    assert.doesNotThrow(() => decodeTraces(body, { maxItems: 7 }));
  });

  it('does not overflow the stack on values nested a hundred thousand times', () => {
    assert.throws(
      () => decodeTraces(nested(100_000)),
      (error) => error instanceof DecodeError && error.code === 'TOO_DEEP',
    );
  });

  it('says where the body is wrong', () => {
    assert.throws(() => decodeTraces(hex('1a 00 0a 05 00')), {
      name: 'DecodeError',
      place: 'byte 3',
      message: 'OTLP body is not valid at byte 3: 5 bytes are announced, 1 are left',
    });
  });
});

describe('decodeLogs', () => {
  it('gives back everything that a record had', () => {
    const record = logRecord({
      severityNumber: 9,
      severityText: 'INFO',
      body: { text: 'hello', tries: [1, 2] },
      eventName: 'greeting',
      spanContext: spanContext(),
      attributes: { a: 'b' },
      droppedAttributesCount: 3,
    });
    const [group] = decodeLogs(encodeLogs([record]));
    assert.deepEqual(group!.scopeLogs[0]!.logRecords, [
      {
        timeUnixNano: 1_700_000_000_123_456_789n,
        observedTimeUnixNano: 1_700_000_000_123_456_790n,
        severityNumber: 9,
        severityText: 'INFO',
        body: { text: 'hello', tries: [1, 2] },
        attributes: { a: 'b' },
        droppedAttributesCount: 3,
        flags: 1,
        traceId: TRACE_ID,
        spanId: SPAN_ID,
        eventName: 'greeting',
      },
    ]);
  });

  it('tells no body from an empty one', () => {
    const bodies = [undefined, null].map((body) => decodeLogs(encodeLogs([logRecord({ body })])));
    assert.deepEqual(
      bodies.map(([group]) => group!.scopeLogs[0]!.logRecords[0]!.body),
      [undefined, null],
    );
  });
});

describe('hostile bytes', () => {
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);
  for (const seed of seeds) {
    it(`throw nothing but DecodeError: random ones and damaged requests of seed ${seed}`, () => {
      const random = new RandomRecords(seed);
      const requests = [encodeTraces(random.spans(3)), encodeLogs(random.logRecords(3))];
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
  for (const decode of [decodeTraces, decodeLogs]) {
    try {
      decode(body);
    } catch (error) {
      assert.ok(error instanceof DecodeError, `${body.toString('hex')} made ${error}`);
    }
  }
}
