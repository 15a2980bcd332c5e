/**
 * One batch as one message of the Forward protocol v1, in PackedForward mode: `[tag, entries, {size, chunk}]`, where
 * `entries` is the MessagePack of each `[EventTime, record]`, end to end.
 *
 * It is complete when the batch is made, with the id of its chunk: wherever it is sent again, it has the same one.
 */

import { randomBytes } from 'node:crypto';
import { decode, Encoder, encode } from '@msgpack/msgpack';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { eventTime } from './event-time.ts';
import { fluentdRecord } from './fluentd-record.ts';

interface Option {
  /** Records in it. */
  size: number;
  /** Base64 of 16 random bytes. The server repeats it when it has the batch. */
  chunk: string;
  compressed?: 'gzip';
}

type Message = [tag: string, entries: Uint8Array, option: Option];

/** @param tag by which Fluentd routes */
export function packedMessage(tag: string, records: readonly ReadableLogRecord[]): Buffer {
  const encoder = new Encoder();
  const entries = Buffer.concat(records.map((record) => encoder.encode(entry(record))));
  const chunk = randomBytes(16).toString('base64');
  return encoded([tag, entries, { size: records.length, chunk }]);
}

/** The id of a message that `packedMessage` or `compressedMessage` made. */
export function chunkOf(message: Buffer): string {
  return decoded(message)[2].chunk;
}

/** The same message in CompressedPackedForward mode, or as it is where `gzip` has nothing to give. */
export async function compressedMessage(
  message: Buffer,
  gzip: (bytes: Buffer) => Promise<Buffer | undefined>,
): Promise<Buffer> {
  const [tag, entries, option] = decoded(message);
  const smaller = await gzip(Buffer.from(entries.buffer, entries.byteOffset, entries.byteLength));
  return smaller === undefined ? message : encoded([tag, smaller, { ...option, compressed: 'gzip' }]);
}

function entry(record: ReadableLogRecord): [unknown, Record<string, unknown>] {
  return [eventTime(timeOf(record)), fluentdRecord(record)];
}

/** Upstream gives a record without a time of its own the time 0. */
function timeOf({ hrTime, hrTimeObserved }: ReadableLogRecord): ReadableLogRecord['hrTime'] {
  return hrTime[0] === 0 && hrTime[1] === 0 ? hrTimeObserved : hrTime;
}

function encoded(message: Message): Buffer {
  return Buffer.from(encode(message)); // a copy: what the encoder returns holds on to twice as much
}

/** Deliberately unchecked: it is what `encoded` wrote. The entries are a view, not a copy. */
function decoded(message: Buffer): Message {
  return decode(message) as Message;
}
