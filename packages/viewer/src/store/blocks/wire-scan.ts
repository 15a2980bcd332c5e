/**
 * Walks over protobuf and notes where things are, without making any: the way in for telemetry that is stored as it came.
 *
 * It knows the usual form only, which all known senders write: no field of a KeyValue or an AnyValue twice, lengths and tags
 * as short as they can be. Whatever else comes throws {@link Unusual}; then the codec reads the request, which says what is
 * wrong with it, or writes it anew in the usual form.
 */

import type { GrowingInts } from './growing-ints.ts';

export class Unusual extends Error {}

const UNUSUAL = new Unusual('not in the usual form');

/** Values in values beyond this are left to the codec. */
const MAX_DEPTH = 16;

export class WireScan {
  bytes: Buffer = Buffer.alloc(0);
  pos = 0;
  /** Attributes, records and the like that may still come. */
  #itemsLeft = 0;

  begin(bytes: Buffer): void {
    this.bytes = bytes;
    this.pos = 0;
    // What is real is longer than this; what is tiny is bounded in number.
    this.#itemsLeft = Math.max(1_000_000, bytes.length >>> 4);
  }

  unusual(): never {
    throw UNUSUAL;
  }

  spend(): void {
    if (--this.#itemsLeft < 0) this.unusual();
  }

  /** Field number and wire type. */
  tag(end: number): number {
    const first = this.bytes[this.pos]!;
    if (first < 128 && this.pos < end) {
      this.pos++;
      return first >= 8 ? first : this.unusual();
    }
    const tag = this.#shortVarint(end);
    return tag >= 8 ? tag : this.unusual();
  }

  /** Passes over a length, and returns where what it tells of ends. */
  enter(end: number): number {
    const first = this.bytes[this.pos]!;
    let length = first;
    if (first < 128 && this.pos < end) this.pos++;
    else length = this.#shortVarint(end);
    const inner = this.pos + length;
    return inner <= end ? inner : this.unusual();
  }

  /** The low 32 bits of a number, signed. */
  int32(end: number): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.pos >= end) this.unusual();
      const byte = this.bytes[this.pos++]!;
      if (shift < 32) value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    return this.unusual();
  }

  /** Passes over fixed fields. */
  advance(count: number, end: number): void {
    this.pos += count;
    if (this.pos > end) this.unusual();
  }

  skip(tag: number, end: number): void {
    const wire = tag & 7;
    if (wire === 0) this.int32(end);
    else if (wire === 1) this.advance(8, end);
    else if (wire === 2) this.pos = this.enter(end);
    else if (wire === 5) this.advance(4, end);
    else this.unusual();
  }

  /** An id of `size` bytes: where it begins, or -1 when it is empty or all zeros. */
  id(size: number, end: number): number {
    const idEnd = this.enter(end);
    const start = this.pos;
    this.pos = idEnd;
    if (start === idEnd) return -1;
    if (idEnd - start !== size) this.unusual();
    for (let at = start; at < idEnd; at++) if (this.bytes[at] !== 0) return start;
    return -1;
  }

  /** A KeyValue, after its tag: pushes where its message, its key and its value begin and end; the value ends with the message. */
  attribute(end: number, found: GrowingInts): void {
    this.spend();
    const messageEnd = this.enter(end);
    found.reserve(5);
    const { data } = found;
    data[found.length++] = this.pos;
    this.#keyValue(messageEnd, 0);
    data[found.length++] = messageEnd;
    data[found.length++] = this.#keyStart;
    data[found.length++] = this.#keyEnd;
    data[found.length++] = this.#valueStart;
    this.pos = messageEnd;
  }

  #keyStart = 0;
  #keyEnd = 0;
  #valueStart = 0;

  #keyValue(end: number, depth: number): void {
    let keyStart = this.pos;
    let keyEnd = keyStart;
    if (this.pos < end && this.bytes[this.pos] === 0x0a) {
      this.pos++;
      keyEnd = this.enter(end);
      keyStart = this.pos;
      this.pos = keyEnd;
    }
    let valueStart = end;
    if (this.pos < end) {
      if (this.bytes[this.pos++] !== 0x12 || this.enter(end) !== end) this.unusual();
      valueStart = this.pos;
      this.value(end, depth);
    }
    this.#keyStart = keyStart;
    this.#keyEnd = keyEnd;
    this.#valueStart = valueStart;
  }

  /** An AnyValue, from here to its end: one field, or none. */
  value(end: number, depth = 0): void {
    if (this.pos === end) return;
    const tag = this.bytes[this.pos++]!;
    if (tag === 0x0a || tag === 0x3a) this.pos = this.enter(end);
    else if (tag === 0x10 || tag === 0x18) this.int32(end);
    else if (tag === 0x21) this.advance(8, end);
    else if (tag === 0x2a || tag === 0x32) this.#values(tag, end, depth);
    else this.unusual();
    if (this.pos !== end) this.unusual();
  }

  /** An array's values, or a map's. */
  #values(tag: number, end: number, depth: number): void {
    if (depth === MAX_DEPTH || this.enter(end) !== end) this.unusual();
    while (this.pos < end) {
      this.spend();
      if (this.bytes[this.pos++] !== 0x0a) this.unusual();
      const inner = this.enter(end);
      if (tag === 0x2a) this.value(inner, depth + 1);
      else this.#keyValue(inner, depth + 1);
    }
  }

  /** At most 28 bits, in as few bytes as they need, but for padding. */
  #shortVarint(end: number): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      if (this.pos >= end) this.unusual();
      const byte = this.bytes[this.pos++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    return this.unusual();
  }
}

/** How many numbers {@link WireScan.attribute} pushes. */
export const ATTRIBUTE_INTS = 5;
