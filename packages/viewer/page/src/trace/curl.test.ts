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
    "curl --globoff --head 'https://[::1]/'",
  ],
  [
    'old names of attributes are read too',
    { 'http.method': 'GET', 'http.host': 'a.test:81', 'http.target': '/old', 'http.scheme': 'http' },
    'curl http://a.test:81/old',
  ],
  [
    'what stands in brackets is one address',
    { 'http.request.method': 'GET', 'url.full': 'http://a.test/?f[a]={b,c}' },
    "curl --globoff 'http://a.test/?f[a]={b,c}'",
  ],
  [
    'a header that curl would read from a file, or that is none, is left out',
    {
      'http.request.method': 'GET',
      'url.full': 'http://a.test/',
      'http.request.header.@/etc/passwd': ['x'],
      'http.request.header.a\nb': ['x'],
      'http.request.header.a': ['x\r\ny: z'],
    },
    "curl http://a.test/ -H 'a: x  y: z'",
  ],
  [
    'an address that curl would take for an option has no command',
    { 'http.method': 'GET', 'http.url': '-o/home/me/.profile' },
    undefined,
  ],
  [
    'nor one of a scheme that is an option',
    { 'http.method': 'GET', 'url.scheme': '-K', 'server.address': 'x', 'url.path': '/' },
    undefined,
  ],
  ['nor a file', { 'http.method': 'GET', 'http.url': 'file:///etc/passwd' }, undefined],
  ['nor what is no method', { 'http.method': '$(id)', 'http.url': 'http://a.test/' }, undefined],
  ['what is no request has no command', { 'db.system': 'postgresql' }, undefined],
];
for (const [name, attributes, command] of CASES) {
  test(name, () => assert.equal(curlOf(span(attributes)), command));
}

const TEXTS = [
  "it's; rm -rf $HOME `id`",
  '$(id)\nid',
  "\n'; id; #",
  "\\'; id #",
  '\\x\t\u001b[2J',
  'a\\',
  '-o',
  '',
  'é"!',
];
for (const shell of ['bash', 'sh']) {
  test(`any text is one word to ${shell}, and nothing in it runs`, () => {
    for (const text of TEXTS) {
      const out = execFileSync(shell, ['-c', `printf -- %s ${shellQuoted(text)}x`], { encoding: 'utf8' });
      assert.equal(out, `${text.replace(/\p{Cc}/gu, ' ')}x`);
    }
  });
}

test('any text is one word to fish as well, which reads backslashes in quotes', () => {
  for (const text of TEXTS) assert.equal(wordToFish(shellQuoted(text)), text.replace(/\p{Cc}/gu, ' '));
});

/** Throws where fish would see anything but quotes, escapes and plain letters. */
function wordToFish(quoted: string): string {
  const parts = quoted.match(/'(\\.|[^'\\])*'|\\.|[\w-]|[\s\S]/g) ?? [];
  const word = parts.map((part) => {
    if (/^'[\s\S]*'$/.test(part) && part.length > 1) return part.slice(1, -1).replace(/\\(['\\])/g, '$1');
    if (/^(\\['\\]|[\w-])$/.test(part)) return part.at(-1);
    throw new Error(`${part} stands outside of quotes in ${quoted}`);
  });
  return word.join('');
}
