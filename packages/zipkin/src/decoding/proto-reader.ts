/** Reads protobuf's wire format from bytes that nobody vouches for: every read is checked against the message that it is in. */

import { ZipkinDecodeError } from './decode-error.ts';

export class ProtoReader {
  readonly #bytes: Buffer;
  #pos = 0;
  #end: number;

  constructor(body: Uint8Array) {
    this.#bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    this.#end = body.byteLength;
  }

  /** Calls `field` with the tag (number and wire type) of each field of this message. What it does not read is to be skipped. */
  fields(field: (tag: number) => void): void {
    while (this.#pos < this.#end) {
      const tag = this.varint();
      if (tag < 8 || tag >= 2 ** 32) throw new ZipkinDecodeError('MALFORMED', 'it is no protobuf');
      field(tag);
    }
  }

  /** The fields of a message inside of this one. */
  message(field: (tag: number) => void): void {
    const outer = this.#end;
    this.#end = this.#delimitedEnd();
    this.fields(field);
    this.#end = outer;
  }

  skip(tag: number): void {
    const wireType = tag & 7;
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.#advance(8);
    else if (wireType === 2) this.#pos = this.#delimitedEnd();
    else if (wireType === 5) this.#advance(4);
    else throw new ZipkinDecodeError('MALFORMED', `wire type ${wireType} is not in use`);
  }

  /** Exact up to 2^53; of longer ones about as much. */
  varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      const byte = this.#bytes[this.#advance(1)]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new ZipkinDecodeError('MALFORMED', 'a number has more than ten bytes');
  }

  /** As {@link varint}. */
  fixed64(): number {
    const at = this.#advance(8);
    return this.#bytes.readUInt32LE(at) + this.#bytes.readUInt32LE(at + 4) * 2 ** 32;
  }

  /** Bytes that are not UTF-8 become U+FFFD. */
  string(): string {
    return this.bytes().toString('utf8');
  }

  /** A view of the body. */
  bytes(): Buffer {
    const end = this.#delimitedEnd();
    const bytes = this.#bytes.subarray(this.#pos, end);
    this.#pos = end;
    return bytes;
  }

  #delimitedEnd(): number {
    const length = this.varint();
    if (length > this.#end - this.#pos) throw truncated();
    return this.#pos + length;
  }

  #advance(count: number): number {
    const start = this.#pos;
    if (count > this.#end - start) throw truncated();
    this.#pos += count;
    return start;
  }
}

function truncated(): ZipkinDecodeError {
  return new ZipkinDecodeError('TRUNCATED', 'it ends before what it announces');
}
