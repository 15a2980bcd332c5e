/** Bytes that grow at their end. */

export class GrowingBytes {
  /** Longer than what is in it. */
  data: Buffer<ArrayBuffer>;
  length = 0;

  constructor(capacity = 256) {
    this.data = Buffer.alloc(capacity);
  }

  /** Appends a part of `source` and returns where it begins. */
  append(source: Uint8Array, start: number, end: number): number {
    const size = end - start;
    this.reserve(size);
    const at = this.length;
    if (size < 96) for (let i = 0; i < size; i++) this.data[at + i] = source[start + i]!;
    else this.data.set(source.subarray(start, end), at);
    this.length = at + size;
    return at;
  }

  /** A whole number from 0 to 2^53, seven bits a byte. */
  varint(value: number): void {
    this.reserve(8);
    let rest = value;
    while (rest >= 128) {
      this.data[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.data[this.length++] = rest;
  }

  reserve(count: number): void {
    const wanted = this.length + count;
    if (wanted <= this.data.length) return;
    const larger = Buffer.alloc(Math.max(wanted, this.data.length * 2));
    larger.set(this.data.subarray(0, this.length));
    this.data = larger;
  }

  /** What is in it, without a copy: valid until the next append. */
  bytes(): Buffer<ArrayBuffer> {
    return this.data.subarray(0, this.length);
  }
}
