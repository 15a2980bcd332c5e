import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { type SignedParts, sign, TOLERANCE_SECONDS, targetPath, verify } from './signature.ts';

const KEY = 'the key of the edge, 2026';
const OTHER = 'the key of the edge, 2025';
const NOW = 1_700_000_000;
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const parts: SignedParts = { method: 'GET', path: '/orders/42', traceparent, requestId: 'edge-42' };
const genuine = sign(parts, KEY, NOW)!;

const isVerified = (header: unknown, of: Partial<SignedParts> = {}, keys = [KEY], at = NOW) =>
  verify(header, { ...parts, ...of }, keys, at);

test('a signature is HMAC-SHA256 of time, method, path, traceparent and request id between dots', () => {
  const text = `${NOW}.GET./orders/42.${traceparent}.edge-42`;
  assert.equal(genuine, `t=${NOW},v1=${createHmac('sha256', KEY).update(text).digest('hex')}`);
  const none = createHmac('sha256', KEY).update(`${NOW}.GET./..`).digest('hex');
  const bare = { method: 'GET', path: '/', traceparent: undefined, requestId: undefined };
  assert.equal(sign(bare, KEY, NOW), `t=${NOW},v1=${none}`);
  assert.ok(verify(sign(bare, KEY), bare, [KEY]));
});

test('any of the keys verifies, so that one can take the place of another', () => {
  assert.ok(isVerified(genuine, {}, [OTHER, KEY]));
  assert.ok(isVerified(genuine, {}, [KEY, OTHER]));
  assert.ok(!isVerified(genuine, {}, [OTHER]));
  assert.ok(!isVerified(genuine, {}, []));
});

test('each part is signed', () => {
  const changes: Partial<SignedParts>[] = [
    { method: 'POST' },
    { method: 'get' },
    { path: '/orders/43' },
    { path: '/orders/42/' },
    { path: '/orders%2f42' },
    { traceparent: traceparent.replace('0af', '0ae') },
    { traceparent: `${traceparent.slice(0, -1)}0` },
    { traceparent: undefined },
    { requestId: 'edge-43' },
    { requestId: undefined },
  ];
  assert.ok(isVerified(genuine));
  for (const change of changes) assert.ok(!isVerified(genuine, change), JSON.stringify(change));
});

test('a signature is good for five minutes, and for a clock that is as much ahead', () => {
  for (const off of [0, 1, TOLERANCE_SECONDS, -TOLERANCE_SECONDS])
    assert.ok(isVerified(genuine, {}, [KEY], NOW + off), `${off}`);
  for (const off of [TOLERANCE_SECONDS + 1, -TOLERANCE_SECONDS - 1, 86_400])
    assert.ok(!isVerified(genuine, {}, [KEY], NOW + off), `${off}`);
  assert.equal(TOLERANCE_SECONDS, 300);
});

const v1 = genuine.slice(genuine.indexOf('v1='));
const malformed: [string, unknown][] = [
  ['no header', undefined],
  ['an empty one', ''],
  ['two headers in a list', [genuine, genuine]],
  ['two headers joined', `${genuine}, ${genuine}`],
  ['a second digest', `${genuine},${v1}`],
  ['a further parameter', `${genuine},v2=00`],
  ['another order', `${v1},t=${NOW}`],
  ['a space', `t=${NOW}, ${v1}`],
  ['a time that is no number', `t=now,${v1}`],
  ['a time with a sign', `t=+${NOW},${v1}`],
  ['a time with a fraction', `t=${NOW}.0,${v1}`],
  ['a time in another notation', `t=17e8,${v1}`],
  ['a time of too many digits', `t=0000000${NOW},${v1}`],
  ['a zero in front of the time', `t=0${NOW},${v1}`],
  ['no time', v1],
  ['capitals', genuine.toUpperCase().replace('T=', 't=').replace('V1=', 'v1=')],
  ['a digest that is too short', genuine.slice(0, -2)],
  ['a digest that is too long', `${genuine}00`],
  ['a digest that is no hex', genuine.replace(/.$/, 'g')],
  ['a line break behind it', `${genuine}\n`],
];
for (const [condition, header] of malformed)
  test(`refuses ${condition}`, () => assert.equal(isVerified(header), false));

test('what is signed of one request fits no other', () => {
  const [other] = ['00-11111111111111111111111111111111-2222222222222222-01'];
  // One text, by whoever joins without a look, and two requests.
  const texts: [SignedParts, SignedParts][] = [
    [
      { ...parts, requestId: `x.${other}.y` },
      { ...parts, path: `/orders/42.${traceparent}.x`, traceparent: other, requestId: 'y' },
    ],
    [
      { ...parts, requestId: 'x..y' },
      { ...parts, path: `/orders/42.${traceparent}.x`, traceparent: undefined, requestId: 'y' },
    ],
    [
      { ...parts, path: '/a..b' },
      { ...parts, path: '/a', traceparent: undefined, requestId: `b.${traceparent}.edge-42` },
    ],
    [
      { ...parts, path: '/a..b', traceparent: undefined },
      { ...parts, path: '/a', traceparent: undefined, requestId: 'b..edge-42' },
    ],
    [
      { ...parts, path: '/a.', traceparent: undefined },
      { ...parts, path: '/a', traceparent: undefined, requestId: '.edge-42' },
    ],
    [
      { ...parts, method: 'GET./a' },
      { ...parts, path: '/a./orders/42' },
    ],
  ];
  for (const [one, another] of texts) {
    assert.equal(textOf(one), textOf(another));
    const verified = [one, another].filter((of) => verify(unseen(of), of, [KEY], NOW));
    assert.ok(verified.length <= 1, textOf(one));
    for (const each of [one, another])
      assert.equal(sign(each, KEY, NOW) !== undefined, verified.includes(each), textOf(each));
  }
  // What is common stays possible.
  assert.ok(sign({ ...parts, path: '/v1.2/a..b.tar.gz', requestId: 'a.b..c' }, KEY));
});

function textOf({ method, path, traceparent: parent = '', requestId = '' }: SignedParts): string {
  return `${NOW}.${method}.${path}.${parent}.${requestId}`;
}

function unseen(of: SignedParts): string {
  return `t=${NOW},v1=${createHmac('sha256', KEY).update(textOf(of)).digest('hex')}`;
}

test("a target's path is what was sent, without query, scheme and host", () => {
  const table: [string, string][] = [
    ['/', '/'],
    ['/orders/42?full=1', '/orders/42'],
    ['/a?b?c', '/a'],
    ['//a/../b/%2e', '//a/../b/%2e'],
    ['/a#b', '/a#b'],
    ['http://shop.internal:8080/orders/42?x', '/orders/42'],
    ['https://shop.internal', '/'],
    ['http://user:pass%20word@[::1]:80/orders', '/orders'],
    ['http://a\\internal/x', 'http://a\\internal/x'],
    ['http://a#/internal/x', 'http://a#/internal/x'],
    ['http:///internal/x', 'http:///internal/x'],
    ['a/../b://c/internal/x', 'a/../b://c/internal/x'],
    ['/to?url=http://a/b', '/to'],
    ['/to/http://a/b', '/to/http://a/b'],
    ['*', '*'],
    ['', ''],
    ['shop.internal:443', 'shop.internal:443'],
  ];
  for (const [target, path] of table) assert.equal(targetPath(target), path, target);
});

test('a header, a path and an id of a million characters cost no more than a look', () => {
  const long = '.00-'.repeat(250_000);
  const started = performance.now();
  for (let i = 0; i < 10; i++) {
    isVerified(`t=${'1'.repeat(1e6)}`);
    isVerified(genuine, { path: long, requestId: long });
    isVerified(genuine, { path: '.'.repeat(1e6), traceparent: undefined });
    targetPath(`http://${'a'.repeat(1e6)}\\`);
    targetPath('a'.repeat(1e6));
  }
  assert.ok(performance.now() - started < 1000);
});
