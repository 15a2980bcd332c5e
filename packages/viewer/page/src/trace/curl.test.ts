import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import type { OtlpAnyValue, OtlpSpan } from '@waymark/otlp';
import { curlOf, shellQuoted } from './curl.ts';

const span = (attributes: Record<string, string | number | string[]>) =>
  ({
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) })),
  }) as OtlpSpan;

function anyValue(value: string | number | string[]): OtlpAnyValue {
  if (typeof value === 'number') return { intValue: String(value) };
  if (typeof value === 'string') return { stringValue: value };
  return { arrayValue: { values: value.map((stringValue) => ({ stringValue })) } };
}

const CASES: [name: string, attributes: Parameters<typeof span>[0], command: string | undefined][] = [
  [
    'a client has its whole address',
    { 'http.request.method': 'GET', 'url.full': 'http://a.test/x?y=1' },
    "curl 'http://a.test/x?y=1'",
  ],
  [
    'a server’s address is put together, its headers go along',
    {
      'http.request.method': 'POST',
      'url.scheme': 'http',
      'server.address': 'localhost',
      'server.port': 3000,
      'url.path': '/pay',
      'url.query': 'q=it',
      'http.request.header.x-request-id': ['r-1'],
      'http.request.header.content-length': ['3'],
    },
    "curl -X POST 'http://localhost:3000/pay?q=it' -H 'x-request-id: r-1'",
  ],
  [
    'a usual port is left out, an IPv6 address stands in brackets',
    {
      'http.request.method': 'HEAD',
      'url.scheme': 'https',
      'server.address': '::1',
      'server.port': 443,
      'url.path': '/',
    },
    "curl --head 'https://[::1]/'",
  ],
  [
    'old names of attributes are read too',
    { 'http.method': 'GET', 'http.host': 'a.test:81', 'http.target': '/old', 'http.scheme': 'http' },
    'curl http://a.test:81/old',
  ],
  ['what is no request has no command', { 'db.system': 'postgresql' }, undefined],
];
for (const [name, attributes, command] of CASES) {
  test(name, () => assert.equal(curlOf(span(attributes)), command));
}

test('any text is one word to a shell, and nothing in it runs', () => {
  for (const text of ["it's; rm -rf $HOME `id`", '$(id)\nid', '\\x\t\u001b[2J', '-o', '', 'é"!']) {
    const out = execFileSync('bash', ['-c', `printf -- %s ${shellQuoted(text)}x`], { encoding: 'utf8' });
    assert.equal(out, `${text}x`);
  }
});
