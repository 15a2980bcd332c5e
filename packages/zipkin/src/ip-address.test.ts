import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { test } from 'node:test';
import { ipv4Bytes, ipv6Bytes, ipv6Text, mappedIpv4 } from './ip-address.ts';

test('what Node takes for an IPv4 address is one', () => {
  for (const text of [
    '10.0.0.1',
    '255.255.255.255',
    '0.0.0.0',
    '256.0.0.1',
    '01.2.3.4',
    '1.2.3',
    '1.2.3.4.5',
    'a.b.c.d',
    '',
    '1..2.3',
    ' 1.2.3.4',
  ])
    assert.equal(ipv4Bytes(text) !== undefined, isIPv4(text), text);
  assert.deepEqual([...ipv4Bytes('192.168.0.7')!], [192, 168, 0, 7]);
});

test('what Node takes for an IPv6 address is one, but for those with a zone', () => {
  const texts = [
    '::',
    '::1',
    '1::',
    '2001:db8::c001',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7::',
    '::ffff:10.0.0.1',
    'FE80::1',
  ];
  const none = [
    ':',
    ':::',
    '1::2::3',
    '12345::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    'g::',
    '10.0.0.1',
    'db',
    '',
    '::ffff:10.0.0',
    '1:2:3:4:5:6:7:8::',
  ];
  for (const text of [...texts, ...none]) assert.equal(ipv6Bytes(text) !== undefined, isIPv6(text), text);
  assert.equal(ipv6Bytes('fe80::1%eth0'), undefined);
});

for (const text of [
  '::',
  '::1',
  '1::',
  '2001:db8::c001',
  '1:2:3:4:5:6:7:8',
  '1:0:2::3',
  '10:0:20::',
  '0:1:0:1::',
]) {
  test(`${text} is written as it is usual`, () => {
    assert.equal(ipv6Text(ipv6Bytes(text)!), text);
  });
}

test('of an IPv4-mapped address the IPv4 one counts', () => {
  assert.equal(mappedIpv4(ipv6Bytes('::ffff:10.0.0.1')!), '10.0.0.1');
  assert.equal(mappedIpv4(ipv6Bytes('::1')!), undefined);
});
