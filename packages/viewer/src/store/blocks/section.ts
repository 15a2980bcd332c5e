/** A section of a block: what is written and read together, in one order, and compressed as one. */

import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { GrowingBytes } from './growing-bytes.ts';
import { fromPlanes, toPlanes } from './planes.ts';

/** Level 1: three times as fast as the default, for a few percent of size. */
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export const compress = (bytes: Uint8Array): Buffer => zstdCompressSync(bytes, LEVEL);

export class SectionWriter {
  readonly #out = new GrowingBytes(4096);

  number(value: number): void {
    this.#out.varint(value);
  }

  text(value: string): void {
    this.bytes(Buffer.from(value));
  }

  bytes(value: Uint8Array): void {
    this.#out.varint(value.length);
    this.#out.append(value, 0, value.length);
  }

  /** Numbers of 32 or 64 bits. */
  column(numbers: Uint32Array | Int32Array | BigUint64Array): void {
    this.bytes(toPlanes(numbers));
  }

  compressed(): Buffer {
    return compress(this.#out.bytes());
  }
}

export class SectionReader {
  readonly data: Buffer;
  #at = 0;

  constructor(compressed: Uint8Array) {
    this.data = zstdDecompressSync(compressed);
  }

  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.data[this.#at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  text(): string {
    return this.bytes().toString();
  }

  /** Not a copy. */
  bytes(): Buffer {
    const length = this.number();
    this.#at += length;
    return this.data.subarray(this.#at - length, this.#at);
  }

  uint32(): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#column(4));
  }

  int32(): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#column(4));
  }

  uint64(): BigUint64Array<ArrayBuffer> {
    return new BigUint64Array(this.#column(8));
  }

  #column(width: number): ArrayBuffer {
    const planes = this.bytes();
    return fromPlanes(planes, 0, planes.length / width, width);
  }
}
