/**
 * Reads protobuf's wire format from bytes that nobody vouches for.
 *
 * Every read is checked against the end of the message it is in. Work and memory are bounded by two budgets:
 * depth of values, and the number of things made (two bytes on the wire can ask for an object of hundreds).
 */

import { DecodeError, type DecodeErrorCode } from './decode-error.ts';

export interface DecodeLimits {
  /** Arrays and maps inside each other. @default 32 */
  maxDepth?: number;
  /** Records, attributes, events, links, array elements, scopes and resources, all together; scopes and resources ten times. @default 1000000 */
  maxItems?: number;
}

const TWO_32 = 4294967296;

export class ByteReader {
  pos = 0;

  readonly #bytes: Buffer;
  readonly #view: DataView;
  /** Where the current message ends. */
  #end: number;
  #depthLeft: number;
  #itemsLeft: number;

  constructor(body: Uint8Array, limits: DecodeLimits) {
    this.#bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    this.#view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    this.#end = body.byteLength;
    this.#depthLeft = limits.maxDepth ?? 32;
    this.#itemsLeft = limits.maxItems ?? 1_000_000;
  }

  /**
   * Reads a length and enters the message of that length. Returns where the outer message ends, for
   * {@link leave} to go back to when {@link more} says that the inner one is read.
   */
  enter(): number {
    const outer = this.#end;
    this.#end = this.#delimitedEnd();
    return outer;
  }

  leave(outer: number): void {
    this.#end = outer;
  }

  /** Like {@link enter} for a value, which may hold others. */
  enterValue(): number {
    if (this.#depthLeft === 0) this.#fail('TOO_DEEP', 'values are nested too deeply');
    this.#depthLeft--;
    return this.enter();
  }

  leaveValue(outer: number): void {
    this.#depthLeft++;
    this.leave(outer);
  }

  /** Whether the current message has another field. */
  more(): boolean {
    return this.pos < this.#end;
  }

  /** A field's number and wire type. */
  tag(): number {
    const start = this.pos;
    const tag = this.#varint();
    if (typeof tag === 'bigint' || tag < 8 || tag >= TWO_32)
      this.#fail('MALFORMED', `${tag} is not a tag`, start);
    return tag;
  }

  /** Counts one thing that is about to be made. */
  spend(weight = 1): void {
    if (this.#itemsLeft < weight) this.#fail('TOO_MANY', 'it holds too many records or attributes');
    this.#itemsLeft -= weight;
  }

  /** Passes over a field that is not known, or not in this wire type. */
  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.#varint();
        return;
      case 1:
        this.#advance(8);
        return;
      case 2:
        this.pos = this.#delimitedEnd();
        return;
      case 5:
        this.#advance(4);
        return;
      default:
        this.#fail('MALFORMED', `wire type ${tag & 7} is not in use`);
    }
  }

  /** An unsigned integer; as protobuf has it, of a longer one the low 32 bits. */
  uint32(): number {
    return this.int32() >>> 0;
  }

  int32(): number {
    const value = this.#varint();
    return typeof value === 'number' ? value | 0 : Number(BigInt.asIntN(32, value));
  }

  /** A signed integer: a number while that is exact, a bigint beyond. */
  int64(): number | bigint {
    const value = this.#varint();
    if (typeof value === 'number') return value;
    const signed = BigInt.asIntN(64, value);
    const number = Number(signed);
    return Number.isSafeInteger(number) ? number : signed;
  }

  bool(): boolean {
    return Number(this.#varint()) !== 0;
  }

  fixed32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  fixed64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  /** Text; bytes that are not UTF-8 become U+FFFD, so that one bad attribute does not cost the request. */
  string(): string {
    const end = this.#delimitedEnd();
    const text = this.#bytes.toString('utf8', this.pos, end);
    this.pos = end;
    return text;
  }

  /** A copy, so that a kept attribute does not keep the whole body. */
  bytes(): Uint8Array {
    const end = this.#delimitedEnd();
    const bytes = new Uint8Array(this.#bytes.subarray(this.pos, end));
    this.pos = end;
    return bytes;
  }

  /** An id of `size` bytes in lower-case hex, or an empty one. */
  id(size: number): string {
    const start = this.pos;
    const end = this.#delimitedEnd();
    const length = end - this.pos;
    if (length !== size && length !== 0)
      this.#fail('BAD_ID', `an id has ${length} bytes, not ${size}`, start);
    const id = this.#bytes.toString('hex', this.pos, end);
    this.pos = end;
    return id;
  }

  /** Seven bytes fit a number exactly; only what is longer is made a bigint. */
  #varint(): number | bigint {
    let value = 0;
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return this.#wideVarint(value);
  }

  #wideVarint(lower: number): bigint {
    let value = BigInt(lower);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    return this.#fail('MALFORMED', 'a number has more than ten bytes');
  }

  #byte(): number {
    return this.#bytes[this.#advance(1)]!;
  }

  #delimitedEnd(): number {
    const start = this.pos;
    const length = this.#varint();
    if (length > this.#end - this.pos) {
      this.#fail('TRUNCATED', `${length} bytes are announced, ${this.#end - this.pos} are left`, start);
    }
    return this.pos + Number(length);
  }

  /** Moves on by `count` bytes and returns where they begin. */
  #advance(count: number): number {
    const start = this.pos;
    if (count > this.#end - start) this.#fail('TRUNCATED', `${count} bytes are missing`);
    this.pos += count;
    return start;
  }

  #fail(code: DecodeErrorCode, detail: string, offset = this.pos): never {
    throw new DecodeError(code, `byte ${offset}`, detail);
  }
}
