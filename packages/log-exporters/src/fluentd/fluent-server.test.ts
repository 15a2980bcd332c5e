/** Against the server of `@fluent-org/logger`, an independent implementation of the protocol's other side. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FluentServer } from '@fluent-org/logger';
import { makeAuthority } from '@waymark/testing';
import { fluentdQueue } from './fixtures/fluentd-queue.ts';
import type { FluentdOptions } from './fluentd-delivery.ts';

const authority = makeAuthority();
const forLocalhost = authority.issue();
const forAnother = authority.issue({ name: 'logs.internal' });
const expired = authority.issue({ days: -1 });
const client = authority.issue({ name: 'app' });

const security = { serverHostname: 'srv', sharedKey: 'sk', authorize: false, userDict: {} };
const withUsers = { ...security, authorize: true, userDict: { bob: 'p4ssword' } };
const bob = { sharedKey: 'sk', username: 'bob', password: 'p4ssword' };

type ServerOptions = NonNullable<ConstructorParameters<typeof FluentServer>[0]>;

interface Entry {
  tag: string;
  time: number;
  message: unknown;
}

async function received(server: ServerOptions, client: FluentdOptions, scheme = 'tcp') {
  const fluentd = new FluentServer({ ...server, listenOptions: { host: '127.0.0.1', port: 0 } });
  const entries: Entry[] = [];
  fluentd.on('entry', (tag: string, time: { nano?: number }, record: Record<string, unknown>) =>
    entries.push({ tag, time: time.nano ?? -1, message: record['message'] }),
  );
  await fluentd.listen();
  const endpoints = [`${scheme}://localhost:${fluentd.port}`];
  const { queue, add, lines } = fluentdQueue({ endpoints, ...client });
  add('one', 'two');
  add('three');
  await queue.flush(600, { endOnRefusal: true });
  await new Promise((resolve) => setImmediate(resolve)); // it acknowledges before it tells
  const { delivered } = queue.counts;
  await queue.shutdown(100);
  await fluentd.close();
  return { entries, delivered, lines };
}

const all: Entry[] = ['one', 'two', 'three'].map((message) => ({ tag: 'shop', time: 123_456_789, message }));

describe('the server of @fluent-org/logger', () => {
  const tlsOptions = forLocalhost;
  const mutual = { ...forLocalhost, ca: authority.ca, requestCert: true, rejectUnauthorized: true };
  const tls = { ca: authority.ca };
  const taken: [string, ServerOptions, FluentdOptions, string?][] = [
    ['compressed messages', {}, {}],
    ['messages as they are', {}, { compression: 'none' }],
    ['a shared key', { security }, { sharedKey: 'sk' }],
    ['a user', { security: withUsers }, bob],
    ['TLS', { tlsOptions }, { tls }, 'tls'],
    ['TLS, key and user', { tlsOptions, security: withUsers }, { tls, ...bob }, 'tls'],
    ['another name', { tlsOptions: forAnother }, { tls: { ...tls, servername: 'logs.internal' } }, 'tls'],
    ['a client certificate', { tlsOptions: mutual }, { tls: { ...tls, ...client } }, 'tls'],
  ];
  for (const [condition, server, options, scheme] of taken) {
    it(`takes ${condition}`, async () => {
      const { entries, delivered, lines } = await received(server, options, scheme);
      assert.deepEqual(entries, all);
      assert.equal(delivered, 3);
      assert.deepEqual(lines, []);
    });
  }

  const refused: [string, ServerOptions, FluentdOptions, RegExp, string?][] = [
    ['a wrong key', { security }, { sharedKey: 'no' }, /refuses this client/],
    ['a wrong password', { security: withUsers }, { ...bob, password: 'no' }, /refuses this client/],
    ['a certificate of another authority', { tlsOptions }, {}, /certificate is not trusted/, 'tls'],
    ['an expired certificate', { tlsOptions: expired }, { tls }, /certificate has expired/, 'tls'],
    ['a certificate of another name', { tlsOptions: forAnother }, { tls }, /for another host name/, 'tls'],
    [
      'a client without its certificate',
      { tlsOptions: mutual },
      { tls },
      /wants a client certificate/,
      'tls',
    ],
  ];
  for (const [condition, server, options, expected, scheme] of refused) {
    it(`gets nothing by ${condition}`, async () => {
      const { entries, delivered, lines } = await received(server, options, scheme);
      assert.deepEqual(entries, []);
      assert.equal(delivered, 0);
      assert.match(lines[0] ?? '', expected);
    });
  }
});
