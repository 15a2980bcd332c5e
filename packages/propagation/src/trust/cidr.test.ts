import assert from 'node:assert/strict';
import { BlockList, isIP } from 'node:net';
import { test } from 'node:test';
import { contains, parseCidr } from './cidr.ts';
import { parseAddress } from './ip-address.ts';

const has = (cidr: string, address: string) => contains(parseCidr(cidr)!, parseAddress(address)!);

test('an address is in a range or it is not', () => {
  const table: [string, string, boolean][] = [
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.1.2.3/8', '10.9.9.9', true],
    ['172.16.0.0/12', '172.31.255.255', true],
    ['172.16.0.0/12', '172.32.0.0', false],
    ['192.168.7.128/25', '192.168.7.128', true],
    ['192.168.7.128/25', '192.168.7.127', false],
    ['127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '127.0.0.2', false],
    ['127.0.0.1/32', '127.0.0.1', true],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['fd00::/8', 'fd12:3456::1', true],
    ['fd00::/8', 'fe80::1', false],
    ['2001:db8:0:1::/64', '2001:db8:0:1:ffff::', true],
    ['2001:db8:0:1::/64', '2001:db8:0:2::', false],
    ['::1', '::1', true],
    ['::/0', '2001:db8::1', true],
  ];
  for (const [cidr, address, expected] of table)
    assert.equal(has(cidr, address), expected, `${cidr} ${address}`);
});

test('an IPv4 address is the same in its IPv4-mapped form, on either side', () => {
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '::FFFF:a01:203', '0:0:0:0:0:ffff:10.1.2.3']) {
    assert.ok(has('10.0.0.0/8', address), address);
    assert.ok(has('::ffff:10.0.0.0/104', address), address);
    assert.ok(has('::ffff:0:0/96', address), address);
    assert.ok(!has('192.168.0.0/16', address), address);
    assert.ok(!has('::/0', address), address);
    assert.ok(!has('::/80', address), address);
  }
  // Only that form: these are IPv6 addresses like others.
  for (const address of ['::10.1.2.3', '64:ff9b::10.1.2.3', '2002:a01:203::', '::fffe:10.1.2.3'])
    assert.ok(!has('10.0.0.0/8', address), address);
  assert.ok(!has('0.0.0.0/0', '2001:db8::1'));
});

test('the zone of a link-local address does not count', () => {
  assert.ok(has('fe80::/10', 'fe80::1%eth0'));
  assert.ok(has('fe80::1', 'fe80::1%3'));
});

test('what is no range is none', () => {
  const wrong = [
    ...[
      '',
      '/',
      '/8',
      '10.0.0.0/',
      '10.0.0.0/33',
      '10.0.0.0/-1',
      '10.0.0.0/08',
      '10.0.0.0/8/8',
      '10.0.0.0/ 8',
    ],
    ...[
      '10/8',
      '10.0.0/8',
      '10.0.0.0.0/8',
      '010.0.0.0/8',
      '256.0.0.0/8',
      '10.0.0.0.',
      '.10.0.0.0',
      '1.2.3.4%eth0',
    ],
    ...[
      '0x7f.0.0.1',
      '10.0.0.0/0x8',
      '10.0.0.*',
      '10.0.0.0-10.0.0.9',
      'localhost',
      '١٠.0.0.0',
      '10.0.0.0/255.0.0.0',
    ],
    ...[
      ':',
      ':::',
      '::/129',
      '1::2::3',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7::8',
      '12345::',
      'g::',
    ],
    ...[
      '::1.2.3',
      '1.2.3.4::',
      '::1.2.3.4:5',
      '[::1]',
      'fe80::%eth0/10',
      'fe80::1%eth0',
      ' ::1',
      '::1 ',
      '::1\n',
    ],
  ];
  for (const text of wrong) assert.equal(parseCidr(text), undefined, JSON.stringify(text));
});

/** A generator of its own: a failure can be seen again. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('is of one mind with Node about addresses and ranges', () => {
  const random = randomNumbers(1);
  const pick = <T>(of: readonly T[]) => of[random(of.length)]!;
  const four = () => [10, pick([0, 1, 128, 255]), random(256), random(256)].join('.');
  const six = () => {
    const groups = Array.from({ length: 8 }, () => pick(['0', '0', '0', 'ffff', random(65536).toString(16)]));
    return `fd${groups.join(':').slice(2)}`.replace(/(?::0)+(?=:)/, ':');
  };
  for (let i = 0; i < 3000; i++) {
    const [make, family, most] = pick([[four, 'ipv4', 32] as const, [six, 'ipv6', 128] as const]);
    const [base, address, prefix] = [make(), make(), random(most + 1)];
    assert.equal(parseAddress(base) !== undefined, isIP(base) !== 0, base);
    if (isIP(base) === 0 || isIP(address) === 0) continue;
    const oracle = new BlockList();
    oracle.addSubnet(base, prefix, family);
    assert.equal(
      has(`${base}/${prefix}`, address),
      oracle.check(address, family),
      `${base}/${prefix} ${address}`,
    );
  }
  const characters = '0123456789abcdefg:::...%/'.split('');
  for (let i = 0; i < 20_000; i++) {
    const text = Array.from({ length: 1 + random(12) }, () => pick(characters)).join('');
    if (!text.includes('%')) assert.equal(parseAddress(text) !== undefined, isIP(text) !== 0, text);
  }
});

test('ten megabytes are looked at no longer than any text', () => {
  const started = performance.now();
  for (const text of ['1'.repeat(1e7), ':'.repeat(1e7), '1.'.repeat(5e6), '::1%'.repeat(2e6)]) {
    parseCidr(text);
    parseAddress(text);
  }
  assert.ok(performance.now() - started < 500);
});
