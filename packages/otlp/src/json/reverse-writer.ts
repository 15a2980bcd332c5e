/**
 * Writes protobuf from the last byte to the first, so that a message's length is known when it is its turn.
 *
 * Beside {@link ByteWriter}, which the request path uses: that one guesses lengths and has a limit for one record; this
 * one takes whole requests of any size, and nothing is ever moved but to grow.
 */

import { SHORT_STRING } from '../byte-writer.ts';

const TWO_32 = 4294967296;

export class ReverseWriter {
  #bytes = Buffer.allocUnsafeSlow(1024);
  /** Where the first byte stands. */
  #at = this.#bytes.length;

  /** How many bytes there are. */
  get size(): number {
    return this.#bytes.length - this.#at;
  }

  /** What was written: a view, valid until the next write. */
  written(): Buffer {
    return this.#bytes.subarray(this.#at);
  }

  /** Writes the length of what was written since the size was `size`: before it, then. */
  lengthSince(size: number): void {
    this.varint(this.size - size);
  }

  /** A whole number from 0 to 2^53. */
  varint(value: number): void {
    if (value < 128) {
      const at = this.#room(1);
      this.#bytes[at] = value;
      return;
    }
    let rest = value;
    let size = 1;
    for (; rest >= 128; size++) rest = Math.floor(rest / 128);
    let at = this.#room(size);
    rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes[at++] = (rest % 128) | 128;
    this.#bytes[at] = rest;
  }

  /** A number of 64 bits; a negative one takes ten bytes. */
  int64(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    const bytes: number[] = [];
    for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    bytes.push(Number(rest));
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** A number of 32 bits with its sign, which protobuf makes one of 64. */
  int32(value: number): void {
    if (value >= 0) this.varint(value);
    else this.int64(BigInt(value));
  }

  fixed32(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeUInt32LE(value >>> 0, at);
  }

  fixed64(value: bigint): void {
    const at = this.#room(8);
    this.#bytes.writeUInt32LE(Number(BigInt.asUintN(32, value)), at);
    this.#bytes.writeUInt32LE(Number(BigInt.asUintN(64, value) / BigInt(TWO_32)), at + 4);
  }

  double(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleLE(value, at);
  }

  /** Length and UTF-8 bytes; a lone surrogate becomes U+FFFD. */
  string(text: string): void {
    if (text.length > SHORT_STRING || !this.#shortAscii(text)) this.#anyString(text);
  }

  /** False when it is not ASCII; then nothing is written. */
  #shortAscii(text: string): boolean {
    const { length } = text;
    if (length + 1 > this.#at) this.#grow(length + 1);
    const bytes = this.#bytes;
    const start = this.#at - length;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) return false;
      bytes[start + i] = unit;
    }
    bytes[start - 1] = length;
    this.#at = start - 1;
    return true;
  }

  #anyString(text: string): void {
    const length = Buffer.byteLength(text);
    const at = this.#room(length);
    this.#bytes.write(text, at, length, 'utf8');
    this.varint(length);
  }

  /** Length and bytes of text that is hexadecimal or base64. */
  encoded(text: string, encoding: 'hex' | 'base64'): void {
    const length = Buffer.byteLength(text, encoding);
    const at = this.#room(length);
    this.#bytes.write(text, at, length, encoding);
    this.varint(length);
  }

  /** Makes room for `count` bytes in front, and gives where they begin. */
  #room(count: number): number {
    if (count > this.#at) this.#grow(count);
    this.#at -= count;
    return this.#at;
  }

  #grow(count: number): void {
    const { size } = this;
    const larger = Buffer.allocUnsafeSlow(Math.max(size + count, this.#bytes.length * 2));
    larger.set(this.written(), larger.length - size);
    this.#bytes = larger;
    this.#at = larger.length - size;
  }
}
