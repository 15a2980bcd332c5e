import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carriedHeaders, withCarried } from './message-attributes.ts';

const attributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`own-${i}`, text('of the app')]));
const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const W3C = { traceparent: 'parent', tracestate: 'state', baggage: 'bag', 'x-request-id': 'id' };
const B3 = { 'x-b3-traceid': 't', 'x-b3-spanid': 's', 'x-b3-sampled': '1' };
const OT = { 'ot-tracer-traceid': 't', 'ot-tracer-spanid': 's', 'ot-tracer-sampled': 'true' };

/** Names of what was added to this many attributes of the application's own. */
function added(count: number, injected: Record<string, string>): string[] {
  return Object.keys(withCarried(attributes(count), carriedHeaders(injected))).slice(count);
}

const rows: readonly [string, number, Record<string, string>, string[]][] = [
  ['all of it where there is room', 6, W3C, ['traceparent', 'tracestate', 'x-request-id', 'baggage']],
  ['no baggage in the eleventh', 7, W3C, ['traceparent', 'tracestate', 'x-request-id']],
  ['trace context before the request id', 8, W3C, ['traceparent', 'tracestate']],
  ['the parent alone in the tenth', 9, W3C, ['traceparent']],
  ['nothing beyond ten', 10, W3C, []],
  ['nothing where the application has too many itself', 11, W3C, []],
  ['no half of a format in many headers', 8, { ...B3, 'x-request-id': 'id' }, ['x-request-id']],
  ['all of a format in many headers', 7, { 'x-request-id': 'id', ...B3 }, Object.keys(B3)],
  ['no half of OpenTracing', 9, { ...OT, 'x-request-id': 'id' }, ['x-request-id']],
  ['baggage of OpenTracing last', 7, { 'ot-baggage-a': 'b', 'x-request-id': 'id', ...OT }, Object.keys(OT)],
  [
    'no name that SQS refuses',
    0,
    {
      'uberctx-a.b': 'bag',
      'uberctx-a!b': 'bag',
      'uberctx-a..b': 'bag',
      'uberctx-a.': 'bag',
      [`uberctx-${'a'.repeat(249)}`]: 'bag',
    },
    ['uberctx-a.b'],
  ],
  ['no empty value', 0, { traceparent: 'parent', 'uberctx-a': '' }, ['traceparent']],
  [
    'what fits of two formats',
    9,
    { baggage: 'bag', ...B3, 'uber-trace-id': 'u', 'uberctx-a': 'b' },
    ['uber-trace-id'],
  ],
];
for (const [name, own, injected, expected] of rows)
  test(`a message with ${own} attributes of its own carries ${name}`, () =>
    assert.deepEqual(added(own, injected), expected));

test('an attribute of the application is neither replaced nor doubled, and its parent gets no state of ours', () => {
  const own = { TraceParent: text('theirs'), 'X-Request-ID': text('theirs') };
  assert.deepEqual(withCarried(own, carriedHeaders(W3C)), { ...own, baggage: text('bag') });
  assert.deepEqual(Object.keys(own), ['TraceParent', 'X-Request-ID']);
});

test('an attribute without a value, which the SDK does not send, takes no room and no name', () => {
  const own = { ...attributes(9), a: undefined, traceparent: undefined, 'x-request-id': null };
  const sent = { ...attributes(9), traceparent: text('parent') };
  assert.deepEqual(withCarried(own, carriedHeaders(W3C)), sent);
});
