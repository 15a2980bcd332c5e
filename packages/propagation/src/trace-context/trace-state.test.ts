import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTraceState } from '@opentelemetry/api';
import { legalTracestate, parseTracestate, W3CTraceState } from './trace-state.ts';

const members = (count: number) => Array.from({ length: count }, (_, i) => `v${i}=${i}`);
const repeated = (character: string, count: number) => character.repeat(count);
const VALUE = [...Array(0x7f - 0x20).keys()]
  .map((at) => String.fromCharCode(0x20 + at))
  .filter((character) => character !== ',' && character !== '=')
  .join('');

const accepted: [string, string, string?][] = [
  ['one member', 'vendor=value'],
  ['several members, in their order', 'b=1,a=2,9=3'],
  ['white space around members', ' \ta=1 \t,\t b=2\t ', 'a=1,b=2'],
  ['spaces that lead a value, which are part of it', 'a=  1,b= 2'],
  ['spaces inside of a value', 'a=1 2'],
  ['empty members, and such as are white space', ',a=1,, \t,b=2,', 'a=1,b=2'],
  ['more than 32 commas', `a=1${repeated(',', 100)}b=2`, 'a=1,b=2'],
  ['32 members', members(32).join(',')],
  ['32 members with empty ones between them', members(32).join(', ,'), members(32).join(',')],
  ['of two members with one key the first', 'a=1,b=2,a=3', 'a=1,b=2'],
  ['a tenant of level 1', 'tenant@vendor=1'],
  ['a tenant that begins with a digit', '0t@v=1'],
  ['a key of level 2 with several at signs', 'a@@b@=1'],
  ['a key that begins with a digit', '0vendor=1'],
  ['all characters of keys', 'abcdefghijklmnopqrstuvwxyz0123456789_-*/@=1'],
  ['all characters of values', `a=${VALUE}`],
  ['a key of 256 characters', `${repeated('k', 256)}=1`],
  ['a value of 256 characters', `a=${repeated('v', 256)}`],
];

const rejected: [string, string][] = [
  ['an empty header', ''],
  ['nothing but white space and commas', ' ,\t, ,'],
  ['33 members', members(33).join(',')],
  ['33 members, two with one key', [...members(32), 'v0=1'].join(',')],
  ['a member without equals sign', 'a=1,b'],
  ['a member without key', 'a=1,=2'],
  ['a member without value', 'a=,b=2'],
  ['a value of spaces', 'a= ,b=2'],
  ['two equals signs', 'a=1=2'],
  ['a space behind a key', 'a =1'],
  ['a tab in a value', 'a=1\t2'],
  ['capitals in a key', 'aB=1'],
  ['a dot in a key', 'a.b=1'],
  ['a key that begins with an at sign', '@a=1,b=2'],
  ['a key that begins with an underscore', '_a=1'],
  ['a key of 257 characters', `${repeated('k', 257)}=1`],
  ['a value of 257 characters', `a=${repeated('v', 257)}`],
  ['a control character', 'a=1\u0001'],
  ['a character that is not ASCII', 'a=\u00e9'],
  ['a line break', 'a=1\r\n,b=2'],
  ['a space that is not of ASCII', '\u00a0a=1'],
  ['more than 32 members of the greatest length', `a=1${repeated(',', 20_000)}`],
];

for (const [condition, header, expected] of accepted)
  test(`accepts ${condition}`, () => assert.equal(parseTracestate(header)?.serialize(), expected ?? header));

for (const [condition, header] of rejected)
  test(`rejects ${condition}`, () => assert.equal(parseTracestate(header), undefined));

test('the 512 characters that are passed on are whole members, without those of over 128 first', () => {
  const long = (key: string, length: number) => `${key}=`.padEnd(length, 'x');
  const table: [string, string[], string[]][] = [
    ['512 characters', [long('a', 255), long('b', 256)], ['a', 'b']],
    ['513', [long('a', 256), long('b', 256)], ['a']],
    [
      'a long member in front',
      [long('a', 129), long('b', 128), long('c', 128), long('d', 128)],
      ['b', 'c', 'd'],
    ],
    [
      'no longer than needed',
      [long('a', 200), long('b', 60), long('c', 200), long('d', 200)],
      ['a', 'b', 'c'],
    ],
    [
      'only short ones, from the end',
      [100, 128, 128, 128, 99].map((n, i) => long(`k${i}`, n)),
      ['k0', 'k1', 'k2', 'k3'],
    ],
  ];
  for (const [condition, given, kept] of table) {
    const text = parseTracestate(given.join(','))!.serialize();
    assert.deepEqual(
      text.split(',').map((member) => member.split('=')[0]),
      kept,
      condition,
    );
    assert.ok(text.length <= 512, condition);
  }
});

test('a member that is set or changed comes first, the others keep their order', () => {
  const state = parseTracestate('a=1,b=2,c=3')!;
  assert.equal(state.set('d', '4').serialize(), 'd=4,a=1,b=2,c=3');
  assert.equal(state.set('c', '4').serialize(), 'c=4,a=1,b=2');
  assert.equal(state.unset('b').serialize(), 'a=1,c=3');
  assert.equal(state.unset('x'), state);
  assert.equal(state.serialize(), 'a=1,b=2,c=3');
  assert.deepEqual([state.get('b'), state.get('x')], ['2', undefined]);
  assert.equal(new W3CTraceState().set('a', '1').serialize(), 'a=1');
});

test('the 33rd member is the last one, and goes', () => {
  const state = parseTracestate(members(32).join(','))!;
  assert.equal(state.set('new', '1').serialize(), ['new=1', ...members(31)].join(','));
  assert.equal(state.set('v31', '1').serialize(), ['v31=1', ...members(31)].join(','));
});

test('what is not legal is not set', () => {
  const state = parseTracestate('a=1')!;
  for (const [key, value] of [
    ['A', '1'],
    ['', '1'],
    ['b', ''],
    ['b', 'x '],
    ['b', '1,c=2'],
    ['b', '1\r\n2'],
  ] as const)
    assert.equal(state.set(key, value), state);
});

test('a state of another class is read again before it is sent', () => {
  assert.equal(legalTracestate(createTraceState('a=1,b=2')), 'a=1,b=2');
  assert.equal(legalTracestate(createTraceState('a=1').set('b c', '2')), '');
  const throwing = Object.assign(createTraceState(), { serialize: () => assert.fail('from the app') });
  assert.equal(legalTracestate(throwing), '');
});
