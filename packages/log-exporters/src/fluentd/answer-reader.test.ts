import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { encode } from '@msgpack/msgpack';
import { AnswerReader } from './answer-reader.ts';
import { ackOf, heloOf, judgePong } from './handshake.ts';

const ack = (chunk: string) => Buffer.from(encode({ ack: chunk }));

describe('the answers of a server', () => {
  it('are told one by one however they arrive', () => {
    const bytes = Buffer.concat([ack('one'), ack('two'), ack('three')]);
    for (let size = 1; size <= bytes.length; size++) {
      const reader = new AnswerReader();
      const chunks: unknown[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        reader.read(bytes.subarray(at, at + size), (message) => chunks.push(ackOf(message)));
      }
      assert.deepEqual(chunks, ['one', 'two', 'three'], `in pieces of ${size}`);
    }
  });

  it('are messages or an error, whatever bytes they are', () => {
    for (let round = 0; round < 3_000; round++) {
      const reader = new AnswerReader();
      try {
        for (let piece = 0; piece < 4; piece++) {
          const bytes = randomBytes(1 + (round % 40));
          reader.read(bytes, (message) => {
            ackOf(message);
            heloOf(message);
            judgePong(
              message,
              { nonce: bytes, auth: bytes, keepalive: true },
              { hostname: '', salt: '' },
              '',
            );
          });
        }
      } catch (error) {
        assert.ok(error instanceof Error && !(error instanceof TypeError), String(error));
      }
    }
  });

  const hostile: [string, Buffer][] = [
    ['an array that never ends', Buffer.alloc(70_000, 0x91)],
    ['a text that would be 4 GiB', Buffer.from('dbffffffff', 'hex')],
    ['an array of 4 billion', Buffer.from('ddffffffff', 'hex')],
    ['HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(4_000))],
    ['a byte that MessagePack does not have', Buffer.of(0xc1)],
  ];
  for (const [condition, bytes] of hostile) {
    it(`are not read on after ${condition}`, () => {
      assert.throws(() => new AnswerReader().read(bytes, () => {}));
    });
  }

  it('count before what is none', () => {
    const chunks: unknown[] = [];
    const bytes = Buffer.concat([ack('one'), Buffer.of(0xc1), ack('two')]);
    assert.throws(() => new AnswerReader().read(bytes, (message) => chunks.push(ackOf(message))));
    assert.deepEqual(chunks, ['one']);
  });
});
