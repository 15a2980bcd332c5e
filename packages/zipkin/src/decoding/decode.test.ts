import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTraceState, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { span, spanContext, traceId } from '../fixtures/span.ts';
import {
  type DecodedZipkinSpan,
  decodeZipkinJson,
  decodeZipkinProtobuf,
  encodeZipkinJson,
  encodeZipkinProtobuf,
  ZipkinDecodeError,
  type ZipkinDecodeErrorCode,
} from '../index.ts';

const ids = { traceId: '1', id: '2' };
const decode = (spans: unknown) => decodeZipkinJson(Buffer.from(JSON.stringify(spans)));
const only = (fields: object): DecodedZipkinSpan =>
  decode([{ ...ids, ...fields }])[0]!.scopeSpans[0]!.spans[0]!;

const time: [number, number] = [1_700_000_000, 124_000_000];
const rich = span({
  kind: SpanKind.CLIENT,
  parentSpanContext: spanContext('00f067aa0ba902b7'),
  spanContext: () => ({ ...spanContext(), traceState: createTraceState('a=1') }),
  status: { code: SpanStatusCode.ERROR, message: 'no stock' },
  attributes: { 'server.address': 'db', 'server.port': 5432, tries: 2 },
  events: [
    { name: 'start', time },
    { name: 'cache.miss', time, attributes: { key: 'a|b|c', tries: 2 } },
    { name: 'log', time, attributes: { message: 'paid', 'log.severity': 'INFO', ok: true } },
  ],
  links: [
    { context: spanContext('00f067aa0ba902b8'), attributes: { why: 'batch' }, droppedAttributesCount: 1 },
  ],
  resource: resourceFromAttributes({
    'service.name': 'shop',
    'telemetry.sdk.name': 'waymark',
    'host.name': 'h1',
  }),
  droppedAttributesCount: 1,
  droppedEventsCount: 2,
  droppedLinksCount: 3,
});

describe('a span that we wrote', () => {
  for (const [format, body] of [
    ['JSON', decodeZipkinJson(encodeZipkinJson([rich]))],
    ['protobuf', decodeZipkinProtobuf(encodeZipkinProtobuf([rich]))],
  ] as const) {
    test(`comes back from ${format} with all that Zipkin has a place for`, () => {
      assert.deepEqual(body, [
        {
          resource: {
            attributes: { 'telemetry.sdk.name': 'waymark', 'host.name': 'h1', 'service.name': 'shop' },
            droppedAttributesCount: 0,
          },
          schemaUrl: '',
          scopeSpans: [
            {
              scope: { name: '@waymark/http', version: '1.0.0', attributes: {}, droppedAttributesCount: 0 },
              schemaUrl: '',
              spans: [
                {
                  traceId,
                  spanId: 'b7ad6b7169203331',
                  parentSpanId: '00f067aa0ba902b7',
                  traceState: 'a=1',
                  name: 'GET /orders',
                  kind: 3,
                  startTimeUnixNano: 1_700_000_000_123_457_000n,
                  endTimeUnixNano: 1_700_000_000_125_457_000n,
                  attributes: {
                    'server.address': 'db',
                    'server.port': '5432',
                    tries: '2',
                    'peer.service': 'db',
                  },
                  droppedAttributesCount: 1,
                  events: [
                    ['start', {}],
                    ['cache.miss', { key: 'a|b|c', tries: 2 }],
                    ['log', { message: 'paid', 'log.severity': 'INFO', ok: true }],
                  ].map(([name, attributes]) => ({
                    timeUnixNano: 1_700_000_000_124_000_000n,
                    name,
                    attributes,
                    droppedAttributesCount: 0,
                  })),
                  droppedEventsCount: 2,
                  links: [
                    {
                      traceId,
                      spanId: '00f067aa0ba902b8',
                      traceState: '',
                      attributes: { why: 'batch' },
                      droppedAttributesCount: 1,
                      flags: 0,
                    },
                  ],
                  droppedLinksCount: 3,
                  status: { code: 2, message: 'no stock' },
                  flags: 1,
                  shared: false,
                  debug: false,
                },
              ],
            },
          ],
        },
      ]);
    });
  }

  test('is the same from either format', () => {
    const spans = [
      span(),
      rich,
      span({ kind: SpanKind.SERVER, parentSpanContext: spanContext() }),
      span({ status: { code: SpanStatusCode.ERROR } }),
      span({
        kind: SpanKind.CLIENT,
        attributes: { 'network.peer.address': '2001:db8::1', 'network.peer.port': 80 },
      }),
      span({ kind: SpanKind.PRODUCER, attributes: { 'network.peer.address': '10.0.0.1' } }),
      span({ resource: resourceFromAttributes({ 'service.name': 'other' }) }),
    ];
    assert.deepEqual(
      decodeZipkinProtobuf(encodeZipkinProtobuf(spans)),
      decodeZipkinJson(encodeZipkinJson(spans)),
    );
  });
});

test('spans are grouped by their service and scope', () => {
  const at = (serviceName: string, scope: string) => ({
    ...ids,
    localEndpoint: { serviceName },
    tags: { 'otel.scope.name': scope },
  });
  const groups = decode([at('a', 'x'), at('b', 'x'), at('a', 'y'), at('a', 'x')]);
  assert.deepEqual(
    groups.map(({ resource, scopeSpans }) => [
      resource.attributes['service.name'],
      scopeSpans.map(({ scope, spans }) => `${scope.name} ${spans.length}`),
    ]),
    [
      ['a', ['x 2', 'y 1']],
      ['b', ['x 1']],
    ],
  );
});

test('what looks like a resource stays with a span that no OpenTelemetry SDK made', () => {
  const [group] = decode([{ ...ids, tags: { 'host.name': 'asked for', 'service.peer.name': 'x' } }]);
  assert.deepEqual(group!.resource.attributes, {});
  assert.deepEqual(group!.scopeSpans[0]!.spans[0]!.attributes, {
    'host.name': 'asked for',
    'service.peer.name': 'x',
  });
});

describe('a span of others', () => {
  test('that says nothing of itself is internal, and has no time', () => {
    const { name, kind, startTimeUnixNano, endTimeUnixNano, status, parentSpanId } = only({});
    assert.deepEqual(
      { name, kind, startTimeUnixNano, endTimeUnixNano, status, parentSpanId },
      {
        name: '',
        kind: 1,
        startTimeUnixNano: 0n,
        endTimeUnixNano: 0n,
        status: { code: 0, message: '' },
        parentSpanId: '',
      },
    );
  });

  for (const [what, tags, status, left] of [
    ['failed, as Zipkin has it', { error: 'timeout' }, { code: 2, message: 'timeout' }, {}],
    ['failed, and it does not say why', { error: '' }, { code: 2, message: '' }, {}],
    ['failed: true', { error: 'true' }, { code: 2, message: '' }, {}],
    ['did not fail', { error: 'false' }, { code: 0, message: '' }, { error: 'false' }],
    ['is OK', { 'otel.status_code': 'OK' }, { code: 1, message: '' }, {}],
    [
      'failed, as the Collector writes it',
      { 'otel.status_code': 'STATUS_CODE_ERROR', error: 'true' },
      { code: 2, message: '' },
      {},
    ],
    [
      'failed, with a description',
      { 'otel.status_code': 'Error', 'otel.status_description': 'no', error: 'true' },
      { code: 2, message: 'no' },
      {},
    ],
  ] as const) {
    test(`that ${what}`, () => {
      const decoded = only({ tags });
      assert.deepEqual(decoded.status, status);
      assert.deepEqual(decoded.attributes, left);
    });
  }

  for (const [what, fields, attributes] of [
    [
      'a remote endpoint',
      { remoteEndpoint: { serviceName: 'db', ipv4: '10.0.0.1', port: 5432 } },
      { 'peer.service': 'db', 'network.peer.address': '10.0.0.1', 'network.peer.port': 5432 },
    ],
    [
      'a peer that it names itself',
      { remoteEndpoint: { serviceName: 'db' }, tags: { 'peer.service': 'orders' } },
      { 'peer.service': 'orders' },
    ],
    [
      'an address of its own',
      { localEndpoint: { ipv6: '::1', port: 80 } },
      { 'network.local.address': '::1', 'network.local.port': 80 },
    ],
    [
      'tags that are no text',
      { tags: { a: 1, b: true, c: null, d: ['x'] } },
      { a: '1', b: 'true', d: '["x"]' },
    ],
    ['a tag __proto__', JSON.parse('{"tags":{"__proto__":"x"}}'), JSON.parse('{"__proto__":"x"}')],
    ['a link that cannot be read', { tags: { 'otlp.link.0': 'x|y' } }, { 'otlp.link.0': 'x|y' }],
  ] as const) {
    test(`with ${what}`, () => {
      assert.deepEqual(only(fields).attributes, attributes);
    });
  }

  test('has ids of any length, in whatever case', () => {
    const {
      traceId: trace,
      spanId,
      parentSpanId,
    } = only({
      traceId: '463AC35C9F6413AD',
      id: 'Af',
      parentId: '1f',
    });
    assert.equal(trace, '0000000000000000463ac35c9f6413ad');
    assert.equal(spanId, '00000000000000af');
    assert.equal(parentSpanId, '000000000000001f');
  });

  for (const parentId of ['', '0', '0000000000000000', '2', null, undefined]) {
    test(`is a root with the parent ${JSON.stringify(parentId)}`, () => {
      assert.equal(only({ parentId }).parentSpanId, '');
    });
  }

  test('has numbers as text, and times with a fraction', () => {
    const { startTimeUnixNano, endTimeUnixNano } = only({ timestamp: '1700000000000001', duration: 2.7 });
    assert.equal(startTimeUnixNano, 1_700_000_000_000_001_000n);
    assert.equal(endTimeUnixNano, 1_700_000_000_000_003_000n);
  });

  for (const timestamp of [-1, 'x', Number.NaN, {}, '1'.repeat(40)]) {
    test(`has no time where it says ${JSON.stringify(timestamp)}`, () => {
      assert.equal(only({ timestamp }).startTimeUnixNano, 0n);
    });
  }

  test('with null for everything', () => {
    const names = [
      'parentId',
      'kind',
      'name',
      'timestamp',
      'duration',
      'localEndpoint',
      'remoteEndpoint',
      'annotations',
      'tags',
      'debug',
      'shared',
    ];
    assert.deepEqual(only(Object.fromEntries(names.map((name) => [name, null]))), only({}));
  });

  test('that is shared says so, unless it is the client’s side', () => {
    assert.equal(only({ kind: 'SERVER', shared: true }).shared, true);
    assert.equal(only({ kind: 'CLIENT', shared: true }).shared, false);
    assert.equal(only({ debug: true }).debug, true);
  });

  test('has events in the Collector’s form, and with names alone', () => {
    const annotations = [
      { timestamp: 1, value: 'e|{"a":1}|2' },
      { timestamp: 2, value: 'ss' },
    ];
    assert.deepEqual(only({ annotations }).events, [
      { timeUnixNano: 1000n, name: 'e', attributes: { a: 1 }, droppedAttributesCount: 2 },
      { timeUnixNano: 2000n, name: 'ss', attributes: {}, droppedAttributesCount: 0 },
    ]);
  });

  test('has an event whose attributes are nested too deeply as its text', () => {
    const value = `"e":{"a":${'['.repeat(100)}${']'.repeat(100)}}`;
    assert.equal(only({ annotations: [{ timestamp: 1, value }] }).events[0]!.name, value);
  });
});

test('an annotation that would be too much for an expression is the name of an event', () => {
  const value = `"${'a'.repeat(1e7)}`;
  assert.equal(only({ annotations: [{ timestamp: 1, value }] }).events[0]!.name, value);
});

test('tags in each other are refused', () => {
  const tag = '['.repeat(1e5) + ']'.repeat(1e5);
  const body = Buffer.from(`[{"traceId":"1","id":"1","tags":{"a":${tag}}}]`);
  assert.throws(() => decodeZipkinJson(body), { name: 'ZipkinDecodeError', code: 'MALFORMED' });
});

test('a link whose attributes are nested too deeply stays a tag', () => {
  const link = `${traceId}|b7ad6b7169203331||{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}|0`;
  const { links, attributes } = only({ tags: { 'otlp.link.0': link } });
  assert.deepEqual([links, attributes], [[], { 'otlp.link.0': link }]);
});

test('a body of nothing but objects is refused before they are made', () => {
  const body = Buffer.from(`[${'{},'.repeat(5_000_001)}{}]`);
  const before = process.memoryUsage().heapUsed;
  assert.throws(() => decodeZipkinJson(body), { code: 'TOO_MANY' });
  assert.ok(process.memoryUsage().heapUsed - before < 10e6);
});

test('brackets in text do not count, whatever is escaped before them', () => {
  const text = `${'[{'.repeat(100)}\\"[[`;
  const body = Buffer.from(JSON.stringify([{ ...ids, tags: { text } }]));
  assert.equal(decodeZipkinJson(body, { maxItems: 2 })[0]!.scopeSpans[0]!.spans[0]!.attributes['text'], text);
});

const bad: [string, ZipkinDecodeErrorCode, string][] = [
  ['nothing', 'MALFORMED', ''],
  ['half a body', 'MALFORMED', '[{'],
  ['an object', 'MALFORMED', '{}'],
  ['a span that is none', 'MALFORMED', '[1]'],
  ['no trace id', 'BAD_ID', '[{"id":"1"}]'],
  ['no id', 'BAD_ID', '[{"traceId":"1"}]'],
  ['an id of zeros', 'BAD_ID', '[{"traceId":"1","id":"0000000000000000"}]'],
  ['an id that is too long', 'BAD_ID', `[{"traceId":"1","id":"${'1'.repeat(17)}"}]`],
  ['an id that is none', 'BAD_ID', '[{"traceId":"xyz","id":"1"}]'],
  ['a parent that is none', 'BAD_ID', '[{"traceId":"1","id":"1","parentId":"xyz"}]'],
  ['version 1', 'VERSION_1', '[{"traceId":"1","id":"1","binaryAnnotations":[]}]'],
  ['more than is wanted', 'TOO_MANY', '[{"traceId":"1","id":"1","tags":{"a":"","b":"","c":""}}]'],
];
for (const [what, code, body] of bad) {
  test(`JSON with ${what} is refused: ${code}`, () => {
    assert.throws(() => decodeZipkinJson(Buffer.from(body), { maxItems: 3 }), {
      name: 'ZipkinDecodeError',
      code,
    });
  });
}

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const badBytes: [string, ZipkinDecodeErrorCode, string][] = [
  ['a length beyond the body', 'TRUNCATED', '0a 05 00'],
  ['a length beyond its message', 'TRUNCATED', '0a 04 0a 03 0000 0000'],
  ['a length of many gigabytes', 'TRUNCATED', '0a ffffffffffffffff7f'],
  ['a number of eleven bytes', 'MALFORMED', '08 ffffffffffffffffffff01'],
  ['half a number', 'TRUNCATED', '08 ff'],
  ['half a fixed64', 'TRUNCATED', '0a 04 31 010203'],
  ['field number 0', 'MALFORMED', '02 00'],
  ['a group', 'MALFORMED', '0b'],
  ['a span without ids', 'BAD_ID', '0a 00'],
  ['a trace id of 17 bytes', 'BAD_ID', `0a 13 0a 11 ${'01'.repeat(17)}`],
  ['JSON', 'MALFORMED', Buffer.from('[{"traceId":"1","id":"1"}]').toString('hex')],
];
for (const [what, code, body] of badBytes) {
  test(`protobuf with ${what} is refused: ${code}`, () => {
    assert.throws(() => decodeZipkinProtobuf(hex(body)), { name: 'ZipkinDecodeError', code });
  });
}

test('protobuf passes over fields that it does not know, and reads a view into a larger buffer', () => {
  const unknown = 'a006 ff01  a106 0102030405060708  a206 03 616263  a506 01020304';
  const fields = hex(`${unknown} 0a 01 01  1a 01 02  2a 01 61 ${unknown}`);
  const larger = Buffer.concat([hex('ffff'), hex('0a'), Buffer.of(fields.length), fields, hex('ffff')]);
  const [group] = decodeZipkinProtobuf(larger.subarray(2, -2));
  assert.equal(group!.scopeSpans[0]!.spans[0]!.name, 'a');
});

test('protobuf with numbers below zero, and a port that is none, says nothing of them', () => {
  const minusFive = 'fbffffffffffffffff01';
  const fields = hex(`0a 01 01  1a 01 02  31 fbffffffffffffff  38 ${minusFive}  42 0b 20 ${minusFive}`);
  const [group] = decodeZipkinProtobuf(Buffer.concat([Buffer.of(0x0a, fields.length), fields]));
  const [one] = group!.scopeSpans[0]!.spans;
  assert.deepEqual([one!.startTimeUnixNano, one!.endTimeUnixNano, one!.attributes], [0n, 0n, {}]);
  assert.deepEqual(only({ localEndpoint: { port: 65_536 } }).attributes, {});
});

test('takes exactly as many items as wanted', () => {
  const body = encodeZipkinProtobuf([span()]);
  assert.doesNotThrow(() => decodeZipkinProtobuf(body, { maxItems: 4 }));
  assert.throws(() => decodeZipkinProtobuf(body, { maxItems: 3 }), { code: 'TOO_MANY' });
});

for (let seed = 1; seed <= 10; seed++) {
  test(`hostile bytes make nothing but ZipkinDecodeError, seed ${seed}`, () => {
    const random = randomNumbers(seed);
    const bodies = [encodeZipkinJson([rich, span()]), encodeZipkinProtobuf([rich, span()])];
    for (let round = 0; round < 300; round++) {
      for (const body of [...bodies.map((each) => damaged(each, random)), noise(random)]) {
        for (const read of [decodeZipkinJson, decodeZipkinProtobuf]) {
          try {
            read(body);
          } catch (error) {
            assert.ok(error instanceof ZipkinDecodeError, `${body.toString('hex')} made ${error}`);
          }
        }
      }
    }
  });
}

type Random = (below: number) => number;

/** A linear congruential generator: the same numbers each time. */
function randomNumbers(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function noise(random: Random): Buffer {
  return Buffer.from(Array.from({ length: random(64) }, () => random(256)));
}

/** A copy with some bytes changed, and sometimes cut. */
function damaged(body: Buffer, random: Random): Buffer {
  const copy = Buffer.from(body);
  for (let left = random(5); left >= 0; left--) copy[random(copy.length)] = random(256);
  return random(3) === 0 ? copy.subarray(0, random(copy.length)) : copy;
}

describe('what was sent', () => {
  const sent = {
    traceId: '0000000000000001',
    parentId: '3',
    id: '2',
    kind: 'CLIENT',
    name: 'GET',
    timestamp: 1,
    duration: 2,
    localEndpoint: { serviceName: 'Shop', ipv4: '10.0.0.1', ipv6: '::1', port: 80 },
    remoteEndpoint: { serviceName: 'db' },
    annotations: [{ timestamp: 3, value: 'a "b"' }],
    tags: { error: '', 'otel.scope.name': 'x', ['__proto__']: 'p' },
    debug: true,
    shared: true,
  };
  const original = (decoded: ReturnType<typeof decode>) =>
    JSON.parse(decoded[0]!.scopeSpans[0]!.spans[0]!.zipkin ?? '{}') as unknown;

  test('is kept for who asks, with its ids made regular', () => {
    const decoded = decodeZipkinJson(Buffer.from(JSON.stringify([sent])), { original: true });
    const ids = {
      traceId: '1'.padStart(32, '0'),
      parentId: '3'.padStart(16, '0'),
      id: '2'.padStart(16, '0'),
    };
    assert.deepEqual(original(decoded), { ...sent, ...ids });
  });

  test('is kept of protobuf, too', () => {
    const decoded = decodeZipkinProtobuf(encodeZipkinProtobuf([rich]), { original: true });
    const fromJson = decodeZipkinJson(encodeZipkinJson([rich]), { original: true });
    assert.deepEqual(original(decoded), original(fromJson));
  });

  test('does not mention what means nothing', () => {
    const decoded = decodeZipkinJson(
      Buffer.from(
        JSON.stringify([
          { ...ids, parentId: '0', name: '', localEndpoint: {}, tags: {}, annotations: [], duration: 0 },
        ]),
      ),
      { original: true },
    );
    assert.deepEqual(original(decoded), { traceId: '1'.padStart(32, '0'), id: '2'.padStart(16, '0') });
  });
});
