/** A list of 32-bit or 64-bit integers that grows: one array, no objects. */

export class GrowingInts {
  /** Longer than what is in it. */
  data: Int32Array<ArrayBuffer>;
  /** Of 32-bit numbers in it; whoever writes into `data` keeps it true. */
  length = 0;

  constructor(capacity = 64) {
    this.data = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** One number of 64 bits. */
  push64(low: number, high: number): void {
    this.reserve(2);
    this.data[this.length++] = low;
    this.data[this.length++] = high;
  }

  /** Makes room for so many more. */
  reserve(count: number): void {
    const wanted = this.length + count;
    if (wanted <= this.data.length) return;
    const larger = new Int32Array(Math.max(wanted, this.data.length * 2));
    larger.set(this.data.subarray(0, this.length));
    this.data = larger;
  }

  /** What is in it, without a copy: valid until the next push. */
  uint32(): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.data.buffer, 0, this.length);
  }

  int32(): Int32Array<ArrayBuffer> {
    return this.data.subarray(0, this.length);
  }

  /** Of a list filled by {@link push64}. */
  uint64(): BigUint64Array<ArrayBuffer> {
    return new BigUint64Array(this.data.buffer, 0, this.length >> 1);
  }

  /** Bytes of memory that it holds. */
  get bytes(): number {
    return this.data.byteLength;
  }
}
