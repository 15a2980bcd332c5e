import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DecodeLimits } from './byte-reader.ts';
import { DecodeError, type DecodeErrorCode } from './decode-error.ts';
import { fromJson } from './from-json.ts';
import { METRICS } from './metrics-messages.ts';
import { ANY_VALUE, LOG_RECORD, SPAN, TRACES } from './otlp-messages.ts';

const span = (json: string) => fromJson(SPAN, json);

describe('OTLP as JSON', () => {
  it('is filled up with what is not there', () => {
    assert.deepEqual(span('{}'), {
      traceId: '',
      spanId: '',
      traceState: '',
      parentSpanId: '',
      flags: 0,
      name: '',
      kind: 0,
      startTimeUnixNano: '0',
      endTimeUnixNano: '0',
      attributes: [],
      droppedAttributesCount: 0,
      events: [],
      droppedEventsCount: 0,
      links: [],
      droppedLinksCount: 0,
      status: { message: '', code: 0 },
    });
  });

  it('has hexadecimal ids in any case', () => {
    const { traceId, spanId } = span(
      '{"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7EC3c1b174"}',
    );
    assert.deepEqual([traceId, spanId], ['5b8efff798038103d269b633813fc60c', 'eee19b7ec3c1b174']);
  });

  it('takes an id of zeros for none', () => {
    assert.equal(span('{"parentSpanId":"0000000000000000"}').parentSpanId, '');
  });

  it('has numbers of 64 bits as text and as numbers, and keeps all digits of both', () => {
    const { startTimeUnixNano, endTimeUnixNano } = span(
      '{"startTimeUnixNano":"1544712660300000123","endTimeUnixNano":1544712660300000123}',
    );
    assert.deepEqual([startTimeUnixNano, endTimeUnixNano], ['1544712660300000123', '1544712660300000123']);
  });

  const numbers: [string, string][] = [
    ['0', '0'],
    ['"-9223372036854775808"', '-9223372036854775808'],
    ['9223372036854775807', '9223372036854775807'],
    ['1e3', '1000'],
    ['"1.5e1"', '15'],
    ['1.0', '1'],
    ['-7', '-7'],
  ];
  for (const [json, text] of numbers) {
    it(`reads the whole number ${json}`, () => {
      assert.deepEqual(fromJson(ANY_VALUE, `{"intValue":${json}}`), { intValue: text });
    });
  }

  const doubles: [string, number | string][] = [
    ['0.5', 0.5],
    ['"0.5"', 0.5],
    ['3', 3],
    ['"NaN"', 'NaN'],
    ['"-Infinity"', '-Infinity'],
    ['1e400', 'Infinity'],
    ['12345678901234567890', 12345678901234567000],
  ];
  for (const [json, value] of doubles) {
    it(`reads the double ${json}`, () => {
      assert.deepEqual(fromJson(ANY_VALUE, `{"doubleValue":${json}}`), { doubleValue: value });
    });
  }

  it('has base64 in both alphabets, with padding and without', () => {
    const bytes = ['"+/8="', '"-_8="', '"-_8"'].map((json) => fromJson(ANY_VALUE, `{"bytesValue":${json}}`));
    assert.deepEqual(bytes, [{ bytesValue: '+/8=' }, { bytesValue: '+/8=' }, { bytesValue: '+/8=' }]);
  });

  it('passes over names that it does not know, and those with underscores', () => {
    assert.equal(span('{"trace_id":"zz","start_time_unix_nano":{},"future":[{}],"name":"a"}').name, 'a');
  });

  it('takes null for a field that is not there', () => {
    assert.deepEqual(span('{"name":null,"attributes":null,"status":null}'), span('{}'));
    assert.deepEqual(fromJson(ANY_VALUE, '{"stringValue":null,"intValue":"1"}'), { intValue: '1' });
  });

  it('tells no body from an empty one', () => {
    assert.equal(fromJson(LOG_RECORD, '{}').body, undefined);
    assert.deepEqual(fromJson(LOG_RECORD, '{"body":{}}').body, {});
  });

  it('keeps the order of attributes, and keys that come twice', () => {
    const attributes = ['10', '9', '10', '__proto__'].map((key) => ({ key, value: { boolValue: true } }));
    assert.deepEqual(span(JSON.stringify({ attributes })).attributes, attributes);
  });

  it('begins with a byte order mark, if it likes', () => {
    assert.equal(fromJson(SPAN, Buffer.from('\ufeff{"name":"a"}')).name, 'a');
  });

  it('has metrics', () => {
    const dataPoints = [{ asInt: '5', bucketCounts: ['1', 2], count: 3 }];
    const metrics = [{ name: 'a', sum: { dataPoints, isMonotonic: true } }, { histogram: { dataPoints } }];
    const request = { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] };
    assert.equal(fromJson(METRICS, JSON.stringify(request)).resourceMetrics.length, 1);
  });
});

const manySpans = (count: number) =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: new Array(count).fill({}) }] }] });
const deepValue = (levels: number) =>
  `{"attributes":[{"key":"a","value":${'{"arrayValue":{"values":['.repeat(levels)}{}${']}}'.repeat(levels)}}]}`;

describe('JSON that is no OTLP is refused', () => {
  const bad: [string, DecodeErrorCode, string, string, DecodeLimits?][] = [
    ['nothing', 'MALFORMED', '', 'its root: it is not JSON'],
    ['a broken end', 'MALFORMED', '{"name":', 'its root: it is not JSON'],
    ['a broken start', 'MALFORMED', '{name}', 'its root: it is not JSON from character 1 on'],
    ['an array', 'BAD_VALUE', '[]', 'its root: it must be an object'],
    ['null', 'BAD_VALUE', 'null', 'its root: it must be an object'],
    [
      'an id in base64',
      'BAD_ID',
      '{"traceId":"W47/95gDgQPSabYzgT/GDA=="}',
      'traceId: an id has 32 hexadecimal digits',
    ],
    [
      'an id too short',
      'BAD_ID',
      '{"links":[{},{"spanId":"ab"}]}',
      'links[1].spanId: an id has 16 hexadecimal digits',
    ],
    [
      'the name of an enum',
      'BAD_VALUE',
      '{"kind":"SPAN_KIND_SERVER"}',
      'kind: it must be the number of an enum, and is "SPAN_KIND_SERVER"',
    ],
    [
      'a fraction',
      'BAD_VALUE',
      '{"startTimeUnixNano":1.5}',
      'startTimeUnixNano: it must be a whole number, and is 1.5',
    ],
    [
      'a time before time',
      'BAD_VALUE',
      '{"startTimeUnixNano":-1}',
      'startTimeUnixNano: it must fit 64 bits, and is -1',
    ],
    [
      'a number of 33 bits',
      'BAD_VALUE',
      '{"flags":4294967296}',
      'flags: it must fit 32 bits, and is 4294967296',
    ],
    ['a number for text', 'BAD_VALUE', '{"name":5}', 'name: it must be text, and is 5'],
    [
      'a long number for an object',
      'BAD_VALUE',
      '{"status":18446744073709551616}',
      'status: it must be an object',
    ],
    [
      'a long number for text',
      'BAD_VALUE',
      '{"name":18446744073709551616}',
      'name: it must be text, and is 18446744073709552000',
    ],
    [
      'a long number of 32 bits',
      'BAD_VALUE',
      '{"flags":18446744073709551616}',
      'flags: it must be a whole number, and is 18446744073709552000',
    ],
    [
      'a number of 65 bits',
      'BAD_VALUE',
      '{"startTimeUnixNano":18446744073709551616}',
      'startTimeUnixNano: it must fit 64 bits, and is 18446744073709552000',
    ],
    [
      'a letter of base64 alone',
      'BAD_VALUE',
      '{"attributes":[{"value":{"bytesValue":"AAAAA"}}]}',
      'attributes[0].value.bytesValue: it must be base64, and is "AAAAA"',
    ],
    [
      'text for a boolean',
      'BAD_VALUE',
      '{"attributes":[{"value":{"boolValue":"true"}}]}',
      'attributes[0].value.boolValue: it must be true or false, and is "true"',
    ],
    [
      'no base64',
      'BAD_VALUE',
      '{"attributes":[{"value":{"bytesValue":"a b"}}]}',
      'attributes[0].value.bytesValue: it must be base64, and is "a b"',
    ],
    [
      'two values in one',
      'BAD_VALUE',
      '{"attributes":[{"value":{"boolValue":true,"intValue":1}}]}',
      'attributes[0].value: it has more than one value',
    ],
    ['an object for an array', 'BAD_VALUE', '{"events":{}}', 'events: it must be an array'],
    ['null in an array', 'BAD_VALUE', '{"events":[null]}', 'events[0]: it must be an object'],
    [
      'values too deep',
      'TOO_DEEP',
      deepValue(40),
      `attributes[0].value${'.arrayValue.values[0]'.repeat(32)}: values are nested too deeply`,
    ],
    [
      'too many events',
      'TOO_MANY',
      '{"events":[{},{}]}',
      'events[1]: it holds too many records or attributes',
      { maxItems: 1 },
    ],
    [
      'too many brackets, before they are made',
      'TOO_MANY',
      `[${'{},'.repeat(2000)}{}]`,
      'its root: it holds too many records or attributes',
      { maxItems: 1 },
    ],
  ];
  for (const [condition, code, json, message, limits] of bad) {
    it(`for ${condition}: ${code}`, () => {
      assert.throws(
        () => fromJson(SPAN, json, limits),
        (error) => {
          assert.ok(error instanceof DecodeError);
          assert.deepEqual([error.code, error.message], [code, `OTLP body is not valid at ${message}`]);
          return true;
        },
      );
    });
  }

  it('without a stack that overflows, however deep it is', () => {
    for (const json of ['['.repeat(1_000_000), deepValue(100_000), '{"a":'.repeat(500_000)]) {
      assert.throws(() => fromJson(SPAN, json), DecodeError);
    }
  });

  it('but not for brackets in text, however many', () => {
    const name = '{,['.repeat(10_000);
    assert.equal(fromJson(SPAN, JSON.stringify({ name }), { maxItems: 1 }).name, name);
  });

  it('for one item more than wanted, and not before', () => {
    assert.doesNotThrow(() => fromJson(TRACES, manySpans(5), { maxItems: 25 }));
    assert.throws(() => fromJson(TRACES, manySpans(6), { maxItems: 25 }), DecodeError);
  });
});
