import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { ackOf, heloOf, judgePong, ping } from './handshake.ts';

const text = (value: string) => new Uint8Array(Buffer.from(value));
const nonce = Uint8Array.of(0xff, 0x00, 0xc3, 0x28); // no UTF-8, as Fluentd's are
const self = { hostname: 'client', salt: 'salt' };
const digest = (...parts: (string | Uint8Array)[]) =>
  createHash('sha512')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest('hex');

describe('HELO', () => {
  it('is read with its defaults', () => {
    assert.deepEqual(heloOf([text('HELO'), { nonce }]), { nonce, auth: new Uint8Array(), keepalive: true });
  });
  it('tells when a connection is for one message', () => {
    assert.equal(heloOf([text('HELO'), { nonce, auth: text(''), keepalive: false }])?.keepalive, false);
  });
  const others = [
    undefined,
    null,
    5,
    [],
    [text('HELO')],
    [text('HELO'), {}],
    [text('PONG'), { nonce }],
    { ack: 'x' },
  ];
  for (const other of others) {
    it(`is not ${JSON.stringify(other)}`, () => assert.equal(heloOf(other), undefined));
  }
});

describe('PING', () => {
  it('proves the key by salt, host name, nonce and key', () => {
    const helo = { nonce, auth: new Uint8Array(), keepalive: true };
    const proof = digest('salt', 'client', nonce, 'secret');
    assert.deepEqual(ping(helo, self, { sharedKey: 'secret', username: 'bob', password: 'pw' }), [
      'PING',
      'client',
      'salt',
      proof,
      '',
      '',
    ]);
  });
  it('proves the password where the server wants a user', () => {
    const helo = { nonce, auth: text('pepper'), keepalive: true };
    const message = ping(helo, self, { sharedKey: 'secret', username: 'bob', password: 'pw' });
    assert.deepEqual(message.slice(4), ['bob', digest('pepper', 'bob', 'pw')]);
  });

  it('has no user where the server has a salt, and none is configured', () => {
    const helo = { nonce, auth: text('pepper'), keepalive: true };
    assert.deepEqual(ping(helo, self, { sharedKey: 'secret' }).slice(4), ['', digest('pepper', '', '')]);
  });
});

describe('PONG', () => {
  const helo = { nonce, auth: new Uint8Array(), keepalive: true };
  const pong = (...rest: unknown[]) => judgePong([text('PONG'), ...rest], helo, self, 'secret');

  it('is a welcome when the server proves that it knows the key', () => {
    const proof = digest('salt', 'server', nonce, 'secret');
    assert.equal(pong(true, text(''), text('server'), text(proof)), 'welcome');
  });
  it('is a refusal with its reason', () => {
    assert.deepEqual(pong(false, text('shared_key mismatch'), text(''), text('')), {
      refused: 'shared_key mismatch',
    });
  });
  it('is an impostor’s when the proof is of another key, or of another host', () => {
    const wrong = text(digest('salt', 'server', nonce, 'guess'));
    assert.equal(pong(true, text(''), text('server'), wrong), 'impostor');
    const moved = text(digest('salt', 'other', nonce, 'secret'));
    assert.equal(pong(true, text(''), text('server'), moved), 'impostor');
  });
  it('is an impostor’s when the proof is none', () => {
    for (const proof of [undefined, text(''), 5]) {
      assert.equal(pong(true, text(''), text('server'), proof), 'impostor');
    }
  });
  it('is nothing else', () => assert.equal(judgePong({ ack: text('x') }, helo, self, 'secret'), 'no pong'));
});

describe('an ack', () => {
  it('names its chunk', () => assert.equal(ackOf({ ack: text('abc') }), 'abc'));
  for (const other of [null, 5, [], {}, { ack: 5 }]) {
    it(`is not ${JSON.stringify(other)}`, () => assert.equal(ackOf(other), undefined));
  }
});
