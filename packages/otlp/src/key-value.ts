/**
 * Attributes as OTLP's KeyValue messages. The same few keys come with every span, in the same order, so
 * their bytes are kept: see RATIONALE.md, "What is remembered between spans?".
 */

import { INT_VALUE, STRING_VALUE, writeValue } from './any-value.ts';
import { ByteWriter, putVarint, SHORT_STRING, varintSize } from './byte-writer.ts';

/** Keys remembered; a program that makes up more makes all of them forgotten, and the usual ones return. */
export const MAX_REMEMBERED_KEYS = 1024;
const MAX_KEY_UNITS = 128;

const KEY = 0x0a;
const VALUE = 0x12;

const ONE_BYTE_LENGTH = 127;
const MAX_SMALL_INT = 2 ** 28 - 1;
const MAX_SMALL_INT_KEY = ONE_BYTE_LENGTH - 6;

interface RememberedKey {
  readonly key: string;
  /** Tag, length and bytes of the key, and the tag of the value that follows. */
  readonly bytes: Buffer;
  /** The key that came after this one last time: a comparison of pointers instead of a look-up. */
  next: RememberedKey | undefined;
}

const remembered = new Map<string, RememberedKey>();
const beforeFirst: RememberedKey = { key: '', bytes: Buffer.alloc(0), next: undefined };
export const isOwn = Object.prototype.hasOwnProperty;

const PLAIN = {};
const { getPrototypeOf, prototype: OBJECT } = Object;

/** Writes all attributes that have a value, each behind the tag of a field that repeats KeyValue. */
export function writeAttributes(
  writer: ByteWriter,
  tag: number,
  attributes: Readonly<Record<string, unknown>>,
): void {
  let previous = beforeFirst;
  const inherits = mayInherit(attributes);
  // V8 has this loop's keys at hand; Object.keys() would make an array of them.
  for (const key in attributes) {
    if (inherits && !isOwn.call(attributes, key)) continue;
    const value = attributes[key];
    // Instrumentations say "this request has none" with undefined; upstream's span drops it at set time.
    if (value === undefined) continue;
    previous = follow(previous, key);
    writeEntry(writer, tag, previous.bytes, value);
  }
}

/** Whether a loop over the keys may meet others' keys. To ask that once costs a tenth of asking for each key. */
export function mayInherit(attributes: object): boolean {
  for (const _ in PLAIN) return true; // somebody added to Object.prototype
  const prototype = getPrototypeOf(attributes);
  return prototype !== OBJECT && prototype !== null;
}

/** Writes tag, length and content of one KeyValue. */
export function writeKeyValue(writer: ByteWriter, tag: number, key: string, value: unknown): void {
  writeEntry(writer, tag, (remembered.get(key) ?? remember(key)).bytes, value);
}

function follow(previous: RememberedKey, key: string): RememberedKey {
  const expected = previous.next;
  if (expected !== undefined && expected.key === key) return expected;
  const known = remembered.get(key) ?? remember(key);
  // Only keys of the memory are linked, so that forgetting it frees them all.
  if (key.length <= MAX_KEY_UNITS) previous.next = known;
  return known;
}

/** Writes tag, length and content of one KeyValue whose key {@link keyBytes} made. */
export function writeEntry(writer: ByteWriter, tag: number, key: Buffer, value: unknown): void {
  if (typeof value === 'string') {
    if (putShortText(writer, tag, key, value)) return;
  } else if (typeof value === 'number') {
    if (putSmallInt(writer, tag, key, value)) return;
  }
  const reserved = varintSize(key.length + 3 + (typeof value === 'string' ? value.length : 0));
  writer.byte(tag);
  const start = writer.open(reserved);
  writer.raw(key);
  writeValue(writer, value);
  writer.close(start, reserved);
}

/** The commonest case in one go, its three lengths known beforehand. False if it is another case. */
function putShortText(writer: ByteWriter, tag: number, key: Buffer, text: string): boolean {
  const units = text.length;
  if (units > SHORT_STRING || key.length + units + 3 > ONE_BYTE_LENGTH) return false;
  let pos = putHead(writer, tag, key, units + 2);
  const { bytes } = writer;
  bytes[pos++] = STRING_VALUE;
  bytes[pos++] = units;
  for (let i = 0; i < units; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) return false; // nothing is written while `pos` is not kept
    bytes[pos++] = unit;
  }
  writer.pos = pos;
  return true;
}

/** Ports, status codes, row counts: likewise. */
function putSmallInt(writer: ByteWriter, tag: number, key: Buffer, value: number): boolean {
  if (value !== (value & MAX_SMALL_INT) || key.length > MAX_SMALL_INT_KEY) return false;
  const pos = putHead(writer, tag, key, 1 + varintSize(value));
  writer.bytes[pos] = INT_VALUE;
  writer.pos = putVarint(writer.bytes, pos + 1, value);
  return true;
}

/** Makes room for an entry whose lengths take a byte each, writes all that precedes the value, returns where. */
function putHead(writer: ByteWriter, tag: number, key: Buffer, valueLength: number): number {
  writer.ensure(key.length + valueLength + 3);
  const { bytes, pos } = writer;
  const afterKey = pos + 2 + key.length;
  bytes[pos] = tag;
  bytes[pos + 1] = key.length + 1 + valueLength;
  bytes.set(key, pos + 2);
  bytes[afterKey] = valueLength;
  return afterKey + 1;
}

function remember(key: string): RememberedKey {
  const known = { key, bytes: keyBytes(key), next: undefined };
  if (key.length > MAX_KEY_UNITS) return known;
  if (remembered.size >= MAX_REMEMBERED_KEYS) {
    remembered.clear();
    beforeFirst.next = undefined;
  }
  remembered.set(key, known);
  return known;
}

/** Tag, length and bytes of a key, and the tag of the value that follows. */
export function keyBytes(key: string): Buffer {
  const writer = new ByteWriter(key.length * 3 + 8);
  writer.byte(KEY);
  writer.string(key);
  writer.byte(VALUE);
  return Buffer.from(writer.written());
}
