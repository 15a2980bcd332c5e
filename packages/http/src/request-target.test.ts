import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { splitTarget } from './request-target.ts';

const targets = {
  'the root': '/',
  'a path': '/orders/17',
  'a trailing slash': '/orders/',
  'a path and a query': '/orders?page=2&sort=name',
  'an empty query': '/orders?',
  'a second question mark': '/orders?a=b?c',
  'percent escapes': '/caf%C3%A9/x?q=%20',
  'an escape at the beginning of a segment': '/%41',
  'a dot segment': '/a/./b/../c',
  'an encoded dot segment': '/a/%2e%2e/c',
  'an upper-case encoded dot segment': '/a/%2E/c',
  'a dot inside a segment': '/a.b/c..d/e...',
  'a hidden file': '/.well-known/x',
  'two dots at the end': '/a/..',
  'a leading double slash': '//evil.example/x',
  'an inner double slash': '/a//b',
  'three slashes': '///a',
  'a backslash': '/a\\..\\b',
  'an absolute form': 'http://other.example:81/x/../y?z=1',
  'an absolute form of another scheme': 'ftp://other.example/x',
  'an asterisk': '*',
  'a relative target': 'orders?x=1',
  'non-ASCII': '/caf\u00e9?q=\u00e9',
  'quotes and braces in the path': '/{a}"<b>`^|',
  'quotes in the query': '/a?q="x"&r=\'y\'&s=<z>',
  'a fragment': '/a?b#c',
  'a tab': '/a\tb',
  'a space': '/a b?c d',
  brackets: '/a[1]?b[]=2',
  'an invalid authority': '//[',
  'a colon in the first segment': '/a:b@c',
  'an authority form': 'example.com:443',
  'an empty target': '',
};

describe('splitTarget', () => {
  for (const [condition, target] of Object.entries(targets)) {
    it(`equals the URL parser for ${condition}`, () => {
      assert.deepEqual(splitTarget(target, 'http', 'a.example:8080'), byUrl(target, 'http://a.example:8080'));
    });
  }

  it('equals the URL parser for ten thousand generated targets', () => {
    const alphabet = [
      '/',
      '/',
      '.',
      '..',
      '%',
      '2e',
      '?',
      '#',
      'a',
      'Z9',
      '~',
      '\\',
      ':',
      '@',
      '&',
      '=',
      "'",
      '|',
      '^',
      '[',
      ' ',
      '\u00fc',
      ';',
      '+',
    ];
    let seed = 42;
    const next = () => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return seed >>> 8;
    };
    for (let round = 0; round < 10_000; round++) {
      let target = '/';
      for (let length = next() % 9; length > 0; length--) target += alphabet[next() % alphabet.length];
      assert.deepEqual(splitTarget(target, 'http', 'h'), byUrl(target, 'http://h'), target);
    }
  });

  it('needs no host', () => {
    assert.deepEqual(splitTarget('/a/../b?c', 'https', undefined), { path: '/b', query: 'c' });
  });
});

function byUrl(target: string, base: string) {
  try {
    const { pathname, search } = new URL(target, base);
    return { path: pathname, query: search.slice(1) || undefined };
  } catch {
    return { path: undefined, query: undefined };
  }
}
