/** Spans with everything that OTLP can say, and with what senders get wrong. */

import {
  attributes,
  double,
  int,
  list,
  map,
  ofService,
  type SentSpan,
  type SentTraces,
  text,
  together,
} from './otlp-builder.ts';

export const RICH_TRACE = '5b8efff798038103d269b633813fc60c';

/** An hour ago, so that searches without times find it. */
export const START = BigInt(Date.now() - 3_600_000) * 1_000_000n;

export const at = (nanos: bigint | number) => String(START + BigInt(nanos));

const ROOT = 'eee19b7ec3c1b174';
const CLIENT = 'eee19b7ec3c1b175';

const VALUES = {
  yes: { boolValue: true },
  no: { boolValue: false },
  text: 'tea <b>& \u2028 ü 茶',
  'telemetry.sdk.name': 'opentelemetry',
  small: double(1e-7),
  huge: double(1e21),
  double: double(1.5),
  whole: double(3),
  int: int(42),
  negative: int(-7),
  big: int('9007199254740993'),
  lowest: int('-9223372036854775808'),
  bytes: { bytesValue: 'AAEC/w==' },
  list: list(
    text('a<b>&\u2028'),
    int('9007199254740993'),
    double(1e21),
    { boolValue: false },
    { bytesValue: 'AAEC' },
    {},
  ),
  map: map(
    { key: 'z', value: text('1') },
    { key: 'a', value: list(double(0.1)) },
    { key: 'é', value: map() },
  ),
  empty: {},
  emptyText: '',
  emptyList: list(),
  emptyMap: map(),
  ip: int(134_744_072),
  'peer.ipv4': double(16_909_060),
};

const root: SentSpan = {
  traceId: RICH_TRACE,
  spanId: ROOT,
  name: 'GET /basket',
  kind: 2,
  flags: 0x301,
  traceState: 'a=b,c=d',
  startTimeUnixNano: at(0),
  endTimeUnixNano: at(5_000_000),
  attributes: attributes(VALUES),
  droppedAttributesCount: 3,
  droppedEventsCount: 4,
  droppedLinksCount: 5,
  events: [
    {
      name: 'zz',
      timeUnixNano: at(1001),
      attributes: attributes({ b: '1', a: int(2) }),
      droppedAttributesCount: 7,
    },
    { name: 'exception', timeUnixNano: at(500), attributes: attributes({ event: 'its own', alpha: 'x' }) },
    { name: 'typed', timeUnixNano: at(501), attributes: attributes({ zero: '0', event: int(1) }) },
    { name: '', timeUnixNano: '0', attributes: [] },
  ],
  links: [
    {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      traceState: 'l=m',
      attributes: attributes({ y: '1', x: '2' }),
      droppedAttributesCount: 1,
      flags: 0x101,
    },
    { traceId: '', spanId: '', attributes: [] },
    {
      traceId: 'c'.repeat(32),
      spanId: 'd'.repeat(16),
      attributes: attributes({ 'opentracing.ref_type': 'child_of' }),
    },
    { traceId: `${'0'.repeat(16)}${'e'.repeat(16)}`, spanId: 'f'.repeat(16) },
  ],
  status: { code: 2, message: 'no milk' },
};

const child = (spanId: string, name: string, more: Partial<SentSpan> = {}): SentSpan => ({
  traceId: RICH_TRACE,
  spanId,
  parentSpanId: ROOT,
  name,
  kind: 1,
  startTimeUnixNano: at(0),
  endTimeUnixNano: at(5_000_000),
  ...more,
});

/** A trace of three services and of all that Jaeger warns about. */
export const richTrace: SentTraces = together(
  {
    resourceSpans: [
      {
        resource: {
          attributes: attributes({
            zeta: '1',
            'service.name': 'till',
            'host.name': 'h',
            'telemetry.sdk.language': 'go',
          }),
          droppedAttributesCount: 2,
        },
        scopeSpans: [
          {
            scope: {
              name: 'lib',
              version: '1.2',
              attributes: attributes({ z: '1', a: '2' }),
              droppedAttributesCount: 1,
            },
            spans: [
              root,
              child(CLIENT, 'GET', {
                kind: 3,
                startTimeUnixNano: at(1_000_000),
                endTimeUnixNano: at(2_000_000),
                status: { code: 1 },
                links: [{ traceId: RICH_TRACE, spanId: ROOT }],
              }),
              child('eee19b7ec3c1b176', 'ends late', {
                kind: 0,
                startTimeUnixNano: at(4_000_000),
                endTimeUnixNano: at(7_654_321),
              }),
              child('eee19b7ec3c1b177', 'orphan', { kind: 4, parentSpanId: '1'.repeat(16) }),
              child('eee19b7ec3c1b178', 'takes no time', { kind: 5, endTimeUnixNano: at(0) }),
              child('eee19b7ec3c1b179', 'ends before its start', { endTimeUnixNano: at(-1_500_000) }),
              child('eee19b7ec3c1b17a', 'starts early', {
                attributes: attributes({ 'telemetry.sdk.language': 'nodejs' }),
                startTimeUnixNano: at(-3_000_000),
                endTimeUnixNano: at(-2_000_001),
              }),
              child('eee19b7ec3c1b17e', 'takes longer', {
                startTimeUnixNano: at(-1),
                endTimeUnixNano: at(9_000_000),
              }),
            ],
          },
          { spans: [child('eee19b7ec3c1b17b', 'of the server with the same id', { parentSpanId: CLIENT })] },
        ],
      },
    ],
  },
  ofService(
    'stock',
    [
      child(CLIENT, 'GET', { kind: 2, startTimeUnixNano: at(1_100_000), endTimeUnixNano: at(1_900_000) }),
      child('eee19b7ec3c1b17c', 'query', {
        parentSpanId: CLIENT,
        startTimeUnixNano: at(1_200_000),
        endTimeUnixNano: at(1_950_000),
      }),
    ],
    { ip: int(134_744_072) },
  ),
  {
    resourceSpans: [
      {
        resource: { attributes: attributes({ 'host.name': 'h' }) },
        scopeSpans: [
          {
            spans: [
              child('eee19b7ec3c1b17d', 'of a nameless service', {
                startTimeUnixNano: at(-9_000_000),
                endTimeUnixNano: at(-8_999_000),
              }),
            ],
          },
        ],
      },
    ],
  },
);

const short = (traceId: string, name: string, kind = 1): SentSpan => ({
  traceId: traceId.padStart(32, '0'),
  spanId: '0000000000000002',
  name,
  kind,
  startTimeUnixNano: at(1_000_000_000),
  endTimeUnixNano: at(1_000_500_000),
});

export const SHORT_TRACES = ['1234567800000001', '1234567800000002', '1234567800000003', '7'];

/** Traces of one span: with ids of 64 bits, without a service's name or with an empty one, without times, a key twice. */
export const shortTraces: SentTraces[] = [
  {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              short(SHORT_TRACES[0]!, 'no resource'),
              {
                ...short(SHORT_TRACES[0]!, 'child'),
                spanId: '0000000000000003',
                parentSpanId: '0000000000000002',
              },
            ],
          },
        ],
      },
    ],
  },
  // Its operation is one of the service without a name as well: the store does not tell the two apart.
  ofService('', [short(SHORT_TRACES[1]!, 'no resource')]),
  ofService('a/b c', [
    {
      ...short(SHORT_TRACES[2]!, 'a key twice', 2),
      attributes: [
        { key: 'd', value: text('2') },
        { key: 'd', value: text('1') },
      ],
    },
  ]),
  ofService('timeless', [{ ...short(SHORT_TRACES[3]!, ''), startTimeUnixNano: '0', endTimeUnixNano: '0' }]),
];
