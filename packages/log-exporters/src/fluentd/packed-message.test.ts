import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { decode, decodeMulti, ExtData } from '@msgpack/msgpack';
import { logRecord } from './fixtures/log-record.ts';
import { chunkOf, compressedMessage, packedMessage } from './packed-message.ts';

type Message = [string, Uint8Array, { size: number; chunk: string; compressed?: string }];
type Entry = [ExtData, Record<string, unknown>];

describe('a packed message', () => {
  it('holds each record with its time to the nanosecond', () => {
    const message = packedMessage('shop', [logRecord(), logRecord({ body: 'second' })]);
    const [tag, entries, option] = decode(message) as Message;
    assert.equal(tag, 'shop');
    assert.equal(option.size, 2);
    const [first, second] = [...decodeMulti(entries)] as [Entry, Entry];
    assert.deepEqual(first[0], new ExtData(0, Buffer.from('6553f100075bcd15', 'hex')));
    assert.equal(first[1]['message'], 'order placed');
    assert.equal(second[1]['message'], 'second');
  });

  it('writes the time as the eight bytes of a fixext8', () => {
    const message = packedMessage('t', [logRecord()]);
    assert.ok(message.includes(Buffer.from('92d7006553f100075bcd15', 'hex')));
  });

  it('takes the time of observation where the record has none', () => {
    const [, entries] = decode(packedMessage('t', [logRecord({ hrTime: [0, 0] })])) as Message;
    const [time] = [...decodeMulti(entries)][0] as Entry;
    assert.equal(Buffer.from(time.data as Uint8Array).readUInt32BE(0), 1_700_000_001);
  });

  it('has a chunk of its own, 16 bytes as base64', () => {
    const one = chunkOf(packedMessage('t', [logRecord()]));
    const other = chunkOf(packedMessage('t', [logRecord()]));
    assert.equal(Buffer.from(one, 'base64').length, 16);
    assert.notEqual(one, other);
  });

  it('is the same chunk when it is compressed', async () => {
    const message = packedMessage('shop', [logRecord(), logRecord()]);
    const compressed = await compressedMessage(message, async (bytes) => gzipSync(bytes));
    const [tag, entries, option] = decode(compressed) as Message;
    assert.deepEqual([tag, option], ['shop', { size: 2, chunk: chunkOf(message), compressed: 'gzip' }]);
    assert.deepEqual(gunzipSync(entries), Buffer.from((decode(message) as Message)[1]));
    assert.equal(chunkOf(compressed), chunkOf(message));
  });

  it('stays as it is where compressing fails', async () => {
    const message = packedMessage('shop', [logRecord()]);
    assert.equal(await compressedMessage(message, async () => undefined), message);
  });
});
