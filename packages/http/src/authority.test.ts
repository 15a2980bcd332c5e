import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressWithoutPort, parseAuthority } from './authority.ts';

const authorities: [
  authority: string,
  scheme: string | undefined,
  address: string,
  port: number | undefined,
][] = [
  ['shop.example', 'http', 'shop.example', 80],
  ['shop.example', 'https', 'shop.example', 443],
  ['shop.example', undefined, 'shop.example', undefined],
  ['shop.example:8080', 'http', 'shop.example', 8080],
  ['[::1]', 'http', '[::1]', 80],
  ['[::1]:8080', 'http', '[::1]', 8080],
  ['::1', 'http', '::1', undefined],
  ['shop.example:', 'http', 'shop.example', 80],
  ['shop.example:65535', 'http', 'shop.example', 65535],
  ['shop.example:http', 'http', 'shop.example', undefined],
  ['shop.example:80x', 'http', 'shop.example', undefined],
  ['shop.example:65536', 'http', 'shop.example', undefined],
  ['shop.example:99999999999999999999999', 'http', 'shop.example', undefined],
  ['shop.example:-5', 'https', 'shop.example', undefined],
  ['shop.example:1e3', 'https', 'shop.example', undefined],
];

describe('parseAuthority', () => {
  for (const [authority, scheme, address, port] of authorities) {
    it(`reads ${authority} of ${scheme ?? 'an unknown scheme'}`, () => {
      assert.deepEqual(parseAuthority(authority, scheme), { address, port });
    });
  }
});

describe('addressWithoutPort', () => {
  const nodes: [string, string][] = [
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:1234', '192.0.2.1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:1234', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['unknown', 'unknown'],
    ['_hidden', '_hidden'],
    ['a b', 'a b'],
  ];
  for (const [node, address] of nodes)
    it(`reads ${node}`, () => assert.equal(addressWithoutPort(node), address));
});
