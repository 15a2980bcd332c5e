import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testQueue } from './fixtures/queue.ts';
import { openCredentials, StreamConnector } from './index.ts';

const authorization = { authorization: 'Bearer s3cr3t' };

for (const [what, destination, open] of [
  ['nothing', { url: 'http://collector:4318/' }, undefined],
  ['a token', { url: 'http://collector:4318/', headers: authorization }, "the header 'authorization'"],
  [
    'a header that nobody knows',
    { url: 'http://10.0.0.1/', headers: { 'X-My-Key': 'a' } },
    "the header 'X-My-Key'",
  ],
  ['the name of a tenant', { url: 'http://collector/', headers: { 'X-Scope-OrgID': 'a' } }, undefined],
  [
    'where a database keeps it',
    { url: 'http://logs/', headers: { 'VL-Msg-Field': 'a', 'x-p-stream': 'b' } },
    undefined,
  ],
  [
    'its password',
    { url: 'http://logs/', headers: { 'x-greptime-auth': 'a' } },
    "the header 'x-greptime-auth'",
  ],
  ['a user', { url: 'http://me@collector/' }, 'the user and password of the URL'],
  ['a key in the query', { url: 'http://collector/?api_key=a' }, "'api_key' of the URL's query"],
  ['a query that is none', { url: 'http://collector/?tenant=a' }, undefined],
  ['a shared key', { url: 'tcp://fluentd:24224', credentials: { 'shared key': 'a' } }, 'the shared key'],
  ['a shared key over TLS', { url: 'tls://fluentd:24224', credentials: { 'shared key': 'a' } }, undefined],
  ['a token over TLS', { url: 'https://collector/', headers: authorization }, undefined],
  ['a token to this machine', { url: 'http://localhost:4318/', headers: authorization }, undefined],
  ['a token to this machine by name', { url: 'http://otel.localhost/', headers: authorization }, undefined],
  ['a token to this machine by number', { url: 'http://127.8.9.1/', headers: authorization }, undefined],
  ['a token to this machine by IPv6', { url: 'http://[::1]:4318/', headers: authorization }, undefined],
  [
    'a token to this machine by a plain number',
    { url: 'http://2130706433/', headers: authorization },
    undefined,
  ],
  [
    'a token to this machine by IPv4 in IPv6',
    { url: 'http://[::ffff:127.0.0.1]/', headers: authorization },
    undefined,
  ],
  ['a token to where collectors listen', { url: 'http://0.0.0.0:4318/', headers: authorization }, undefined],
  ['a token to where they listen by IPv6', { url: 'http://[::]:4318/', headers: authorization }, undefined],
  [
    'a token to another by IPv4 in IPv6',
    { url: 'http://[::ffff:128.0.0.1]/', headers: authorization },
    "the header 'authorization'",
  ],
  ['the key of a function in the query', { url: 'http://collector/?code=a' }, "'code' of the URL's query"],
  [
    'a token to another by IPv6',
    { url: 'http://[::2]/', headers: authorization },
    "the header 'authorization'",
  ],
  [
    'a host that begins as this one',
    { url: 'http://127.0.0.1.example/', headers: authorization },
    "the header 'authorization'",
  ],
  [
    'a host that ends as this one',
    { url: 'http://mylocalhost/', headers: authorization },
    "the header 'authorization'",
  ],
] as const) {
  test(`what would be sent openly: ${what}`, () => {
    assert.equal(openCredentials(destination), open);
  });
}

test('a queue is not made where it would send a credential openly, unless that is allowed', async () => {
  const url = 'http://collector.invalid/';
  assert.throws(
    () => testQueue({ url, destination: { headers: authorization } }),
    (error: Error) => {
      assert.match(
        error.message,
        /^the header 'authorization' would go to http:\/\/collector\.invalid\/ over plain text/,
      );
      assert.doesNotMatch(error.message, /s3cr3t/);
      return true;
    },
  );
  const { queue } = testQueue({ url, destination: { headers: authorization, allowPlaintext: true } });
  await queue.shutdown(1);
});

test('nor is a connector of streams, which is asked for each of several servers', () => {
  const place = { timeoutMs: 1, contentType: '', userAgent: '', credentials: { 'shared key': 's3cr3t' } };
  const connector = (url: string) => new StreamConnector({ ...place, url }, { defaultPort: 24224 });
  connector('tls://fluentd.invalid');
  assert.throws(
    () => connector('tcp://fluentd.invalid'),
    /^Error: the shared key would go to tcp:\/\/fluentd\.invalid/,
  );
});
