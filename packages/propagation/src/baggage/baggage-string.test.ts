import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BaggageEntry, baggageEntryMetadataFromString, propagation } from '@opentelemetry/api';
import { formatBaggage, parseBaggage } from './baggage-string.ts';

/** Entries as `key: value` or `key: [value, properties]`. */
function parsed(header: string): Record<string, string | [string, string]> | undefined {
  const entries = parseBaggage(header)?.getAllEntries();
  return entries && Object.fromEntries(entries.map(([key, entry]) => [key, shown(entry)]));
}

function shown({ value, metadata }: BaggageEntry): string | [string, string] {
  return metadata === undefined ? value : [value, metadata.toString()];
}

function formatted(entries: readonly (readonly [string, unknown, unknown?])[]): string {
  let baggage = propagation.createBaggage();
  for (const [key, value, metadata] of entries)
    baggage = baggage.setEntry(key, {
      value,
      ...(metadata === undefined ? {} : { metadata }),
    } as BaggageEntry);
  return formatBaggage(baggage);
}

const members = (count: number, value: string) => Array.from({ length: count }, (_, i) => `k${i}=${value}`);

const read: [string, string, Record<string, string | [string, string]> | undefined][] = [
  ['a member', 'user=7', { user: '7' }],
  ['members and white space', ' \ta \t= \t1 \t,\tb = 2 ', { a: '1', b: '2' }],
  ['an empty value', 'a=,b= ', { a: '', b: '' }],
  ['equals signs in a value', 'a=b=c==', { a: 'b=c==' }],
  ['percent-encoded text', 'name=Am%C3%A9lie%20%2C%3B%3D%25', { name: 'Am\u00e9lie ,;=%' }],
  ['octets that are no UTF-8', 'a=x%ffy%C3,b=%E2%82z%41', { a: 'x\ufffdy\ufffd', b: '\ufffdzA' }],
  ['percent signs that encode nothing', 'a=100%,b=%zz%4', { a: '100%', b: '%zz%4' }],
  ['a key that was percent-encoded', 'user%20id=7', { 'user id': '7' }],
  ['a key with percent signs that encode nothing', '100%=a,%ff=b', { '100%': 'a', '%ff': 'b' }],
  ['all characters of keys', "aZ09!#$%&'*+-.^_`|~=1", { "aZ09!#$%&'*+-.^_`|~": '1' }],
  ['properties', 'a=1;p;q = %41 , b=2 ; r', { a: ['1', 'p;q=%41'], b: ['2', 'r'] }],
  ['semicolons with nothing between them', 'a=1; ;,b=2;;p', { a: '1', b: ['2', 'p'] }],
  ['of two with one key the last', 'a=1,a=2', { a: '2' }],
  [
    'names of Object',
    '__proto__=1,constructor=2',
    Object.fromEntries([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]),
  ],
  ['members beside such as are not legal', 'a,=1,b c=1,d="1",e=1 2,f=\u00e9,g=1;p q,h(=1,ok=1', { ok: '1' }],
  ['nothing', '', undefined],
  ['nothing legal', ' , ,;,=', undefined],
];

for (const [condition, header, expected] of read)
  test(`reads ${condition}`, () => assert.deepEqual(parsed(header), expected));

test('64 members and 8192 bytes are passed on, and 180 members are the most', () => {
  const whole = members(64, 'v'.repeat(123)).join(',');
  const full = `${whole},x=${'y'.repeat(8192 - whole.length - 3)}`;
  assert.equal(full.length, 8192);
  assert.equal(formatBaggage(parseBaggage(full)!), full);
  const one = `a=${'0123456789'.repeat(819)}`;
  assert.equal(formatBaggage(parseBaggage(one)!), one);
  assert.equal(parseBaggage(members(200, '1').join(','))?.getAllEntries().length, 180);
  assert.equal(formatted(members(200, '').map((key) => [key.slice(0, -1), '1'])).split(',').length, 180);
});

test('beyond 8192 bytes whole members are left out', () => {
  const long = 'v'.repeat(4000);
  assert.deepEqual(Object.keys(parsed(`a=${long},b=${long},c=${long}`)!), ['a', 'b']);
  assert.deepEqual(Object.keys(parsed(`a=1;${'p'.repeat(5000)},b=1;${'q'.repeat(5000)}`)!), ['a']);
  assert.equal(parsed(`a=${'v'.repeat(8191)}`), undefined);
  assert.deepEqual(parsed(`a=1,${' '.repeat(10_000)}b=2`), { a: '1', b: '2' });
  assert.deepEqual(parsed(`a=1,${' '.repeat(20_000)}b=2`), { a: '1' });
  assert.equal(
    formatted([
      ['a', 'v'.repeat(9000)],
      ['b', '1'],
      ['c', '\u00e9'.repeat(2000)],
      ['d', '2'],
    ]),
    'b=1,d=2',
  );
});

test('writes what a header may carry of what an application has set', () => {
  const properties = (text: string) => baggageEntryMetadataFromString(text);
  const table: [string, [string, unknown, unknown?][], string][] = [
    ['text', [['user', 'Am\u00e9lie ,;="\\%']], 'user=Am%C3%A9lie%20%2C%3B%3D%22%5C%25'],
    [
      'keys that are no tokens',
      [
        ['user id', '1'],
        ['a(b)', '2'],
        ['50%', '3'],
      ],
      'user%20id=1,a%28b%29=2,50%25=3',
    ],
    ['halves of characters', [['a\ud800', '\udc00']], 'a%EF%BF%BD=%EF%BF%BD'],
    [
      'an empty key',
      [
        ['', '1'],
        ['a', ''],
      ],
      'a=',
    ],
    [
      'numbers and truths, without types',
      [
        ['n', 7],
        ['t', true],
      ],
      'n=7,t=true',
    ],
    [
      'what has no text',
      [
        ['u', undefined],
        ['o', {}],
        ['s', Symbol('s')],
        ['a', '1'],
      ],
      'a=1',
    ],
    ['properties', [['a', '1', properties(' p ; q = 2 ')]], 'a=1;p;q=2'],
    ['properties that end the header', [['a', '1', properties('p\r\nset-cookie: x=y')]], 'a=1'],
    ['properties that begin a member', [['a', '1', properties('p,admin=1')]], 'a=1'],
    ['properties that throw', [['a', '1', { toString: () => assert.fail('from the app') }]], 'a=1'],
  ];
  for (const [condition, entries, header] of table) assert.equal(formatted(entries), header, condition);
});

test('what is written is read again as it was', () => {
  const entries: [string, string][] = [
    ['a b', 'c,d'],
    ['50%', '100%'],
    ['%41', '%41'],
    ['(\u{1f600})', '\t"\u0000'],
    ['1', ''],
  ];
  assert.deepEqual(parsed(formatted(entries)), Object.fromEntries(entries));
});
