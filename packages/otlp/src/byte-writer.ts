/**
 * A growing buffer that writes protobuf's wire format in one pass
 * (https://protobuf.dev/programming-guides/encoding).
 *
 * Lengths of nested messages are reserved first and patched afterwards; the content is moved only when
 * the guess was wrong, so that every length is the shortest one: see RATIONALE.md, "Why are lengths
 * exact?". `bytes` and `pos` are public because the hot encoders rewind and copy with them.
 */

const INITIAL_BYTES = 4096;

/** A record that needs more than this is refused: no collector would take it (their limits are 4-64 MiB). */
export const MAX_WRITER_BYTES = 16 * 1024 * 1024;

/** Up to here a loop beats the call into native code. */
export const SHORT_STRING = 24;
/** A string of so many UTF-16 units has at most 127 bytes in UTF-8, so its length fits one byte. */
const ONE_BYTE_LENGTH_UNITS = 42;
/** Beyond this, count a string's bytes first instead of reserving three for each unit. */
const LONG_STRING = 8192;

const TWO_32 = 4294967296;

const float64 = new Float64Array(1);
const float64Bytes = new Uint8Array(float64.buffer);

/** The value of each hexadecimal digit by character code; 0 for anything else. */
const HEX = new Uint8Array(256);
for (let i = 0; i < 16; i++) {
  HEX[i.toString(16).charCodeAt(0)] = i;
  HEX[i.toString(16).toUpperCase().charCodeAt(0)] = i;
}

/** Node's own method, without the argument juggling of `write()`. Lone surrogates become U+FFFD. */
type Utf8Buffer = Buffer & { utf8Write(text: string, offset: number, length?: number): number };

export class ByteWriter {
  bytes: Utf8Buffer;
  pos = 0;

  constructor(initialBytes = INITIAL_BYTES) {
    this.bytes = Buffer.allocUnsafeSlow(initialBytes) as Utf8Buffer;
  }

  /** What was written, as a view that is valid until the next write. */
  written(): Buffer {
    return this.bytes.subarray(0, this.pos);
  }

  /** A copy of what was written since `start`, in memory of its own: a slice of Node's pool would hold all of the pool. */
  copyFrom(start: number): Buffer {
    const copy = Buffer.allocUnsafeSlow(this.pos - start);
    copy.set(this.bytes.subarray(start, this.pos));
    return copy;
  }

  /** Makes room for `count` more bytes. @throws RangeError beyond {@link MAX_WRITER_BYTES} */
  ensure(count: number): void {
    if (this.pos + count > this.bytes.length) this.#grow(count);
  }

  #grow(count: number): void {
    const needed = this.pos + count;
    if (needed > MAX_WRITER_BYTES) throw new RangeError(`more than ${MAX_WRITER_BYTES} bytes to encode`);
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2)) as Utf8Buffer;
    larger.set(this.bytes.subarray(0, this.pos));
    this.bytes = larger;
  }

  /** One byte as it is: a tag of a field below 16, or a boolean. */
  byte(value: number): void {
    if (this.pos === this.bytes.length) this.#grow(1);
    this.bytes[this.pos++] = value;
  }

  /** An unsigned integer below 2^32. */
  varint(value: number): void {
    this.ensure(5);
    this.pos = putVarint(this.bytes, this.pos, value);
  }

  /** An integer of the int64 range; negative ones take ten bytes, as protobuf has it. */
  int64(value: number): void {
    this.ensure(10);
    if (value >= 0 && value < TWO_32) {
      this.pos = putVarint(this.bytes, this.pos, value);
      return;
    }
    // Two's complement by floor and remainder: -1 is (-1) * 2^32 + (2^32 - 1).
    let high = Math.floor(value / TWO_32);
    let low = (value - high * TWO_32) >>> 0;
    high >>>= 0;
    const bytes = this.bytes;
    while (high !== 0 || low > 127) {
      bytes[this.pos++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    bytes[this.pos++] = low;
  }

  fixed32(value: number): void {
    this.ensure(4);
    this.pos = putFixed32(this.bytes, this.pos, value);
  }

  /** A 64-bit unsigned integer in two halves. */
  fixed64(low: number, high: number): void {
    this.ensure(8);
    this.pos = putFixed32(this.bytes, putFixed32(this.bytes, this.pos, low), high);
  }

  double(value: number): void {
    this.ensure(8);
    float64[0] = value;
    this.bytes.set(float64Bytes, this.pos);
    this.pos += 8;
  }

  /** Bytes as they are, without a length. */
  raw(bytes: Uint8Array): void {
    this.ensure(bytes.length);
    this.bytes.set(bytes, this.pos);
    this.pos += bytes.length;
  }

  /** Length and bytes. */
  delimited(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** Length and UTF-8 bytes; a lone surrogate becomes U+FFFD. */
  string(text: string): void {
    const units = text.length;
    if (units > LONG_STRING) this.#longString(text);
    else if (units > SHORT_STRING || !this.#shortAscii(text)) this.#anyString(text);
  }

  #anyString(text: string): void {
    const units = text.length;
    this.ensure(3 + 3 * units);
    const start = this.pos;
    const reserved = units <= ONE_BYTE_LENGTH_UNITS ? 1 : varintSize(units);
    this.pos += reserved;
    this.pos += this.bytes.utf8Write(text, this.pos);
    this.close(start, reserved);
  }

  #shortAscii(text: string): boolean {
    const units = text.length;
    this.ensure(1 + units);
    const bytes = this.bytes;
    let pos = this.pos;
    bytes[pos++] = units;
    for (let i = 0; i < units; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) return false;
      bytes[pos++] = unit;
    }
    this.pos = pos;
    return true;
  }

  #longString(text: string): void {
    const length = Buffer.byteLength(text);
    this.varint(length);
    this.ensure(length);
    this.pos += this.bytes.utf8Write(text, this.pos, length);
  }

  /** Length and bytes of an id out of others: so few are copied quicker by a loop. */
  id(source: Uint8Array, from: number, length: number): void {
    this.ensure(1 + length);
    const bytes = this.bytes;
    let pos = this.pos;
    bytes[pos++] = length;
    for (let at = from; at < from + length; at++) bytes[pos++] = source[at]!;
    this.pos = pos;
  }

  /** Length and the bytes of a hexadecimal id. Digits that are none count as 0. */
  hex(id: string): void {
    const length = id.length >>> 1;
    this.varint(length);
    this.ensure(length);
    const bytes = this.bytes;
    let pos = this.pos;
    for (let i = 0; i < length; i++) {
      bytes[pos++] = (HEX[id.charCodeAt(2 * i)]! << 4) | HEX[id.charCodeAt(2 * i + 1)]!;
    }
    this.pos = pos;
  }

  /** Begins a nested message whose length will most likely take `reserved` bytes. Returns where it begins. */
  open(reserved: number): number {
    const start = this.pos;
    this.ensure(reserved);
    this.pos += reserved;
    return start;
  }

  /** Ends the message begun at `start`: writes its length, and moves its content if that needs another size. */
  close(start: number, reserved: number): void {
    const length = this.pos - start - reserved;
    const size = varintSize(length);
    if (size !== reserved) {
      this.ensure(5);
      this.bytes.copyWithin(start + size, start + reserved, this.pos);
      this.pos += size - reserved;
    }
    putVarint(this.bytes, start, length);
  }
}

/** How many bytes an unsigned integer below 2^32 takes. */
export function varintSize(value: number): number {
  if (value < 128) return 1;
  if (value < 16384) return 2;
  if (value < 2097152) return 3;
  return value < 268435456 ? 4 : 5;
}

/** Writes an unsigned integer below 2^32 and returns the position after it. */
export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let pos = at;
  let rest = value >>> 0;
  while (rest > 127) {
    bytes[pos++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[pos++] = rest;
  return pos;
}

function putFixed32(bytes: Uint8Array, pos: number, value: number): number {
  bytes[pos] = value;
  bytes[pos + 1] = value >>> 8;
  bytes[pos + 2] = value >>> 16;
  bytes[pos + 3] = value >>> 24;
  return pos + 4;
}
