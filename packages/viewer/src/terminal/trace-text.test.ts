import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OtlpLogRecord, OtlpSpan } from '@waymark/otlp';
import { attributes, logRecord, span, spanId, traceId } from '../store/oracle/samples.ts';
import { formatDuration, printTrace } from './trace-text.ts';

interface Sample {
  service?: string;
  startUnixNano?: bigint;
  durationNano?: number;
  attributes?: Record<string, unknown>;
  error?: string;
  events?: { name: string; timeUnixNano: bigint; attributes: Record<string, unknown> }[];
}

const outer = {
  resource: { attributes: [], droppedAttributesCount: 0 },
  resourceSchemaUrl: '',
  scope: { name: '', version: '', attributes: [], droppedAttributesCount: 0 },
  scopeSchemaUrl: '',
};

function spanRecord(
  id: number,
  over: Sample & Partial<Pick<OtlpSpan, 'name' | 'kind' | 'parentSpanId'>> = {},
) {
  const { service = 'shop', startUnixNano = 0n, durationNano = 0, error, events = [], ...rest } = over;
  const stored = span(1, id, {
    ...rest,
    attributes: attributes(over.attributes ?? {}),
    startTimeUnixNano: String(startUnixNano),
    endTimeUnixNano: String(startUnixNano + BigInt(durationNano)),
    status: { code: error === undefined ? 0 : 2, message: error ?? '' },
    events: events.map((event) => ({
      name: event.name,
      timeUnixNano: String(event.timeUnixNano),
      attributes: attributes(event.attributes),
      droppedAttributesCount: 0,
    })),
  });
  return { ...outer, service, span: stored };
}

function log(id: number, timeUnixNano: bigint, body: string, over: Partial<OtlpLogRecord> = {}) {
  const record = logRecord(1, id, { ...over, body: { stringValue: body } });
  return { ...outer, id: '1', service: 'shop', timeUnixNano, record };
}

const print = (
  spans: ReturnType<typeof spanRecord>[],
  logs: ReturnType<typeof log>[] = [],
  width = 100,
  requestId?: string,
) => printTrace({ traceId: traceId(1), requestId, spans, logs }, { width });
const body = (text: string) => text.split('\n').slice(3).join('\n');
const ms = (value: number) => BigInt(value) * 1_000_000n;

const checkout = [
  spanRecord(1, {
    name: 'POST /checkout',
    startUnixNano: ms(1_790_000_000_000),
    durationNano: 100e6,
    attributes: { 'http.response.status_code': 502 },
    error: '',
  }),
  spanRecord(2, {
    parentSpanId: spanId(1),
    kind: 3,
    name: 'POST',
    startUnixNano: ms(1_790_000_000_010),
    durationNano: 50e6,
  }),
  spanRecord(3, {
    parentSpanId: spanId(2),
    service: 'payments',
    name: 'POST /pay',
    startUnixNano: ms(1_790_000_000_020),
    durationNano: 20e6,
    error: 'card declined',
    events: [
      {
        name: 'exception',
        timeUnixNano: ms(1_790_000_000_030),
        attributes: { 'exception.type': 'CardError', 'exception.message': 'card declined' },
      },
      {
        name: 'log',
        timeUnixNano: ms(1_790_000_000_025),
        attributes: { message: 'paying', 'log.severity': 'INFO' },
      },
    ],
  }),
  spanRecord(4, {
    parentSpanId: spanId(1),
    kind: 1,
    name: 'apologise',
    startUnixNano: ms(1_790_000_000_090),
    durationNano: 1_500,
  }),
];
const at = (value: number) => ms(1_790_000_000_000 + value);
const logs = [
  log(1, at(5), 'checkout started'),
  log(3, at(25), 'paying'),
  log(1, at(95), 'checkout failed', {
    severityText: '',
    severityNumber: 17,
    attributes: attributes({ 'exception.type': 'Error', 'exception.message': 'payments said 402' }),
  }),
  log(99, at(99), 'from a span on its way', { severityText: 'WARN' }),
];

test('prints a trace as a tree with durations, bars, log lines and the request id', () => {
  assert.equal(
    print(checkout, logs, 100, 'r-42'),
    `
trace 00000000000000000000000000000001 · request id r-42
2026-09-21 14:13:20.000 UTC · 100.0 ms · 4 spans · 2 services · 2 errors

shop SERVER POST /checkout 502 ✗                                       100.0 ms ████████████████████
│ · INFO  checkout started
│ · ERROR checkout failed (Error: payments said 402)
├─ shop CLIENT POST                                                     50.0 ms   ██████████
│  └─ payments SERVER POST /pay ✗ card declined                         20.0 ms     ████
│       · INFO  paying
│       ! CardError: card declined
└─ shop INTERNAL apologise                                                 2 us                   █

log lines of spans that did not arrive:
· WARN  from a span on its way
`.trim(),
  );
});

test('shows log events where their log record did not arrive', () => {
  assert.match(print(checkout), /· INFO {2}paying/);
});

test('no line is wider than asked', () => {
  const long = spanRecord(1, { name: 'x'.repeat(300), startUnixNano: 0n });
  const text = print([long], [log(1, 0n, 'y'.repeat(300))], 70);
  assert.deepEqual(
    text.split('\n').filter((line) => line.length > 70),
    [],
  );
  assert.match(text, /x…/);
  assert.match(text, /y…$/);
});

test('lets no name turn its line around, nor takes joined signs apart', () => {
  const text = print([spanRecord(1, { name: 'pay \u202e2.0 \u2066x\u2069 👩‍💻' })], []);
  assert.match(text, /pay {2}2\.0 {2}x {2}👩‍💻/);
  assert.doesNotMatch(text, /[\u202e\u2066\u2069]/);
});

test('keeps control characters away from the terminal', () => {
  const text = print([spanRecord(1, { name: 'a\u001b[2Jb' })], [log(1, 0n, 'c\r\nd')]);
  assert.match(text, /a \[2Jb/);
  assert.match(text, /c d/);
});

test('shows spans whose parent did not arrive, and circles, once each', () => {
  const text = body(
    print([
      spanRecord(1, { name: 'orphan', parentSpanId: spanId(9) }),
      spanRecord(2, { name: 'under', parentSpanId: spanId(1) }),
      spanRecord(3, { name: 'own parent', parentSpanId: spanId(3) }),
      spanRecord(4, { name: 'hen', parentSpanId: spanId(5) }),
      spanRecord(5, { name: 'egg', parentSpanId: spanId(4) }),
    ]),
  );
  const lines = text.split('\n').map((line) => line.replace(/ +\d.*$/, ''));
  assert.deepEqual(lines, [
    'shop SERVER orphan (parent did not arrive)',
    '└─ shop SERVER under',
    'shop SERVER own parent (parent did not arrive)',
    'shop SERVER hen (parent did not arrive)',
    'shop SERVER egg (parent did not arrive)',
  ]);
});

test('shows each of two spans with one id', () => {
  const text = print([spanRecord(1, { name: 'one' }), spanRecord(1, { name: 'other', kind: 5 })]);
  assert.match(text, /SERVER one/);
  assert.match(text, /CONSUMER other/);
});

test('shows a server below the client whose id it shares, and what it did below it', () => {
  const text = body(
    print([
      spanRecord(1, { name: 'call', kind: 3 }),
      spanRecord(1, { name: 'serve', kind: 2, service: 'bank' }),
      spanRecord(2, { name: 'look up', kind: 1, service: 'bank', parentSpanId: spanId(1) }),
    ]),
  );
  const lines = text.split('\n').map((line) => line.replace(/ +\d.*$/, ''));
  assert.deepEqual(lines, ['shop CLIENT call', '└─ bank SERVER serve', '   └─ bank INTERNAL look up']);
});

test('shows a trace of any depth, deep ones in the last column that has room for names', () => {
  const spans = Array.from({ length: 20_000 }, (_, at) =>
    spanRecord(at + 1, { name: `s${at}`, ...(at > 0 ? { parentSpanId: spanId(at) } : {}) }),
  );
  const began = performance.now();
  const lines = body(print(spans)).split('\n');
  assert.ok(performance.now() - began < 5_000);
  assert.equal(lines.length, spans.length);
  assert.match(lines[3]!, /^ {6}└─ shop SERVER s3 /);
  assert.match(lines.at(-1)!, /^ +└… shop SERVER s19999 /);
});

const durations: [nano: number, text: string][] = [
  [0, '0 us'],
  [1_499, '1 us'],
  [999_000, '999 us'],
  [1_000_000, '1.0 ms'],
  [153_240_000, '153.2 ms'],
  [2_104_000_000, '2.10 s'],
  [61_040_000_000, '61.0 s'],
];
for (const [nano, text] of durations) {
  test(`formats ${nano} ns as ${text}`, () => assert.equal(formatDuration(nano), text));
}
