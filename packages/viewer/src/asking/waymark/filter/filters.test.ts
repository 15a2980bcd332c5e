import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logFilter } from './log-filter.ts';
import { spanFilter } from './span-filter.ts';
import { FilterError, filterTerms, quoteWord } from './terms.ts';

const attribute = (key: string, operator: string, value: string | number = '') => ({
  attributes: [{ key, operator, value }],
});
const fields = (rest: object) => ({ attributes: [], ...rest });

const spans: [filter: string, condition: object][] = [
  ['', fields({})],
  ['  ', fields({})],
  ['service=shop', fields({ service: 'shop' })],
  ['service="my shop"', fields({ service: 'my shop' })],
  ['name="POST /orders"', fields({ operation: 'POST /orders' })],
  ['name~orders', fields({ names: [{ of: 'operation', operator: 'contains', value: 'orders' }] })],
  ['service!=shop', fields({ names: [{ of: 'service', operator: '!=', value: 'shop' }] })],
  ['kind=Server', fields({ kind: 2 })],
  ['status=ok', fields({ status: 1 })],
  ['status!=error', fields({ error: false })],
  ['error=true', fields({ error: true })],
  ['error=timeout', attribute('error', '=', 'timeout')],
  ['duration>=100ms', fields({ minDurationNano: 100_000_000n })],
  ['duration>1.5s', fields({ minDurationNano: 1_500_000_001n })],
  ['duration<1m30s', fields({ maxDurationNano: 89_999_999_999n })],
  ['duration>1us duration>1ms', fields({ minDurationNano: 1_000_001n })],
  ['trace=5B8EFFF7-9803-8103-D269-B633813FC60C', fields({ traceId: '5b8efff798038103d269b633813fc60c' })],
  ['trace=ab', fields({ traceId: 'ab'.padStart(32, '0') })],
  ['span=eee19b7ec3c1b174', fields({ spanId: 'eee19b7ec3c1b174' })],
  ['request=r-1', fields({ requestId: 'r-1' })],
  ['checkout "POST /x"', fields({ text: ['checkout', 'POST /x'] })],
  ['what?!', fields({ text: ['what?!'] })],
  ['http.route=/a', attribute('http.route', '=', '/a')],
  ['http.route!=/a', attribute('http.route', '!=', '/a')],
  ['url~/a?b=c', attribute('url', 'contains', '/a?b=c')],
  ['http.response.status_code>=500', attribute('http.response.status_code', '>=', 500)],
  ['a<-1.5e3', attribute('a', '<', -1500)],
  ['db.system?', attribute('db.system', 'exists')],
  ['"odd key"?', attribute('odd key', 'exists')],
  ['a=""', attribute('a', '=', '')],
  [String.raw`a="say \"hi\" \\"`, attribute('a', '=', String.raw`say "hi" \ `.trim())],
  ['"service"=x', attribute('service', '=', 'x')],
  ['toString=x', attribute('toString', '=', 'x')],
  ['a="not closed', attribute('a', '=', 'not closed')],
];
for (const [filter, condition] of spans) {
  test(`reads ${JSON.stringify(filter)}`, () => assert.deepEqual(spanFilter(filter), condition));
}

const logs: [filter: string, condition: object][] = [
  ['card "was declined" pay*', fields({ text: 'card "was declined" pay*' })],
  ['service=shop service~pay', { service: 'shop', ...attribute('service.name', 'contains', 'pay') }],
  ['severity=warn', fields({ minSeverity: 13, maxSeverity: 16 })],
  ['severity>=WARN', fields({ minSeverity: 13 })],
  ['severity>warning', fields({ minSeverity: 17 })],
  ['severity<=info', fields({ maxSeverity: 12 })],
  ['severity<10', fields({ maxSeverity: 9 })],
  [
    'trace=ab span=cd request=x',
    fields({ traceId: 'ab'.padStart(32, '0'), spanId: 'cd'.padStart(16, '0'), requestId: 'x' }),
  ],
  ['name=x', attribute('name', '=', 'x')],
];
for (const [filter, condition] of logs) {
  test(`reads ${JSON.stringify(filter)} for log records`, () =>
    assert.deepEqual(logFilter(filter), condition));
}

const bad: [filter: string, position: number, message: RegExp][] = [
  ['a=1 =x', 4, /no key before =/],
  ['a=1 b=', 6, /"b=" has no value; write b="" for the empty text/],
  ['status>ok', 0, /"status" can only be compared with =/],
  ['kind=serve', 5, /"serve" is no kind; it is one of unspecified, internal, server/],
  ['code>abc', 5, /"abc" behind > is not a number/],
  ['duration>100', 9, /"100" is no duration; write 250us, 100ms or 1.5s/],
  [`duration>${'9'.repeat(400)}s`, 9, /is no duration/],
  ['duration~1ms', 0, /"duration" can be compared with/],
  ['trace=xyz', 6, /"xyz" is no trace id, which is 32 hexadecimal digits/],
  ['service=a service=b', 10, /"service" cannot have two values/],
];
for (const [filter, position, message] of bad) {
  test(`refuses ${JSON.stringify(filter)}, and says where`, () => {
    assert.throws(
      () => spanFilter(filter),
      (error) => error instanceof FilterError && error.position === position && message.test(error.message),
    );
  });
}

test('reads whatever is being typed as terms, each behind the one before', () => {
  const whole = String.raw`service=shop "a b"?  x!=1 !y "q" = "\" a<=`;
  for (let length = 0; length <= whole.length; length++) {
    let end = 0;
    for (const term of filterTerms(whole.slice(0, length))) {
      assert.ok(term.start >= end && term.end > term.start && term.end <= length, whole.slice(0, length));
      assert.ok(term.valueStart >= term.start && term.valueStart <= term.end);
      end = term.end;
    }
  }
});

test('quotes what would not be one value without', () => {
  for (const value of ['plain', 'a b', 'x=1', '', '"', 'back\\slash', 'why?']) {
    assert.deepEqual(spanFilter(`k=${quoteWord(value)}`), attribute('k', '=', value));
  }
});
