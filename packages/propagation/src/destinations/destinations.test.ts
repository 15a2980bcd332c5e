import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Destinations, isDestination } from './destinations.ts';

/** An item, a host, its port, and whether it is told. */
const table: [condition: string, item: string, host: string, port: number | undefined, told: boolean][] = [
  ['a name', 'api.example.com', 'api.example.com', 443, true],
  ['a name, another', 'api.example.com', 'www.example.com', 443, false],
  ['a name in capitals', 'API.example.com', 'api.EXAMPLE.com', 443, true],
  ['the dot of the root in the host', 'api.example.com', 'api.example.com.', 443, true],
  ['the dot of the root in the item', 'api.example.com.', 'api.example.com', 443, true],
  ['a name that ends like it', 'example.com', 'evilexample.com', 443, false],
  ['a name below it', 'example.com', 'a.example.com', 443, false],
  ['a name that goes on', 'example.com', 'example.com.evil.net', 443, false],
  ['a dot is a dot', 'a.example.com', 'axexample.com', 443, false],
  ['what is below', '*.internal', 'pay.internal', 80, true],
  ['what is far below', '*.internal', 'a.b.pay.internal', 80, true],
  ['not what it is below of', '*.internal', 'internal', 80, false],
  ['not what ends like it', '*.internal', 'evilinternal', 80, false],
  ['not what begins like it', '*.internal', 'pay.internal.evil.net', 80, false],
  ['stars within', 'a*.svc.*.local', 'api.svc.prod.local', 80, true],
  ['stars within, in another order', 'a*.svc.*.local', 'api.prod.svc.local', 80, false],
  ['stars that would have to share', 'ab*ba', 'aba', 80, false],
  ['stars that need not', 'ab*ba', 'abba', 80, true],
  ['parts that overlap at the end', '*aa*a', 'aa', 80, false],
  ['everybody', '*', 'anybody.example', 80, true],
  ['everybody, an address', '*', '::1', 80, true],
  ['a port', 'api.example.com:8443', 'api.example.com', 8443, true],
  ['a port, another', 'api.example.com:8443', 'api.example.com', 443, false],
  ['a port that nobody knows', 'api.example.com:8443', 'api.example.com', undefined, false],
  ['any port, also an unknown one', 'api.example.com', 'api.example.com', undefined, true],
  ['a port of everybody', '*:8443', 'x', 8443, true],
  ['an address', '10.0.0.7', '10.0.0.7', 80, true],
  ['an address in another form', '10.0.0.7', '::ffff:10.0.0.7', 80, false],
  ['addresses', '10.0.*', '10.0.3.4', 80, true],
  ['addresses, and no name', '10.0.*', '10.0.evil.example', 80, false],
  ['addresses, and no name of digits', '10.0.*', '10.0.1.2.3', 80, false],
  ['IPv6 in an item with brackets', '[::1]', '::1', 80, true],
  ['IPv6 with brackets in both', '[::1]', '[::1]', 80, true],
  ['IPv6 written out', '[::1]', '0:0:0:0:0:0:0:1', 80, true],
  ['IPv6 written out in the item', '[FD00:0:0::1]', 'fd00::1', 80, true],
  ['IPv6 with a port', '[::1]:8080', '::1', 8080, true],
  ['IPv6 with another port', '[::1]:8080', '::1', 80, false],
  ['IPv6 of a net', '[fd00:*]', 'fd00::1:2', 80, true],
  ['IPv6 of a net, and no name', '[fd00:*]', 'fd00.example', 80, false],
  ['a name with letters of its own', 'bücher.example', 'xn--bcher-kva.example', 80, true],
  ['nothing', 'api.example.com', '', 80, false],
];

test('hosts are told by name and port', () => {
  for (const [condition, item, host, port, told] of table) {
    assert.equal(isDestination(item), true, condition);
    assert.equal(new Destinations([item]).host(host, port), told, condition);
  }
});

test('a host that nobody knows is not told', () => {
  const everybody = new Destinations(['*']);
  assert.equal(everybody.host(undefined, 80), false);
  // As applications that are not compiled may have it, until Node tells them.
  assert.equal(everybody.host(7 as unknown as string, 80), false);
});

test('what is no item is left out, and tells nobody', () => {
  const items = [
    'https://api.example.com',
    'api.example.com/path',
    'a b',
    'user@host',
    'host:',
    'host:0',
    'host:65536',
    'host:http',
    '::1',
    '[::1',
    '[::1]x',
    '[name]',
    '',
  ];
  for (const item of items) assert.equal(isDestination(item), false, item);
  const destinations = new Destinations(items);
  for (const host of ['api.example.com', 'host', '::1'])
    assert.equal(destinations.host(host, 80), false, host);
});

test('messages and sockets are told by their words, and with everybody', () => {
  const words = (...items: string[]) => {
    const { messages, sockets } = new Destinations(items);
    return [messages, sockets];
  };
  assert.deepEqual(words(), [false, false]);
  assert.deepEqual(words('*.internal'), [false, false]);
  assert.deepEqual(words('Messages'), [true, false]);
  assert.deepEqual(words('unix', 'a'), [false, true]);
  assert.deepEqual(words('*'), [true, true]);
  // A host of this name would have to be asked for with its port.
  assert.equal(new Destinations(['messages', 'unix']).host('messages', 80), false);
});

test('an empty list is nobody', () => {
  assert.equal(new Destinations([]).host('localhost', 80), false);
});

test('many hosts are decided right, though not all are remembered', () => {
  const destinations = new Destinations(['*.internal']);
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 1200; i++) {
      assert.equal(destinations.host(`h${i}.internal`, 80), true);
      assert.equal(destinations.host(`h${i}.example`, 80), false);
    }
  }
});

test('a pattern of many stars takes no longer than its length and the host say', () => {
  const hostile = new Destinations([`${'a*'.repeat(100)}b`]);
  const started = performance.now();
  for (let i = 0; i < 100; i++) assert.equal(hostile.host(`${'a'.repeat(20_000)}${i}`, 80), false);
  assert.ok(performance.now() - started < 2000);
});
