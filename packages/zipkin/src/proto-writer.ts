/**
 * Writes protobuf's wire format (https://protobuf.dev/programming-guides/encoding). Lengths of nested messages are guessed
 * and made exact afterwards.
 */

/** Up to here a loop beats the call into native code. */
const SHORT_TEXT = 24;

const FIRST_BYTES = 16_384;
/** What one outsized span made larger than this is not kept. */
const MAX_KEPT_BYTES = 1024 * 1024;

export class ProtoWriter {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #pos = 0;

  /** A copy of what was written. */
  take(): Buffer {
    const written = Buffer.from(this.#bytes.subarray(0, this.#pos));
    this.clear();
    return written;
  }

  clear(): void {
    this.#pos = 0;
    if (this.#bytes.length > MAX_KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  }

  /**
   * One field that holds a message.
   *
   * @param guess how many bytes its length will most likely take: another number costs a move of what was written
   */
  message(field: number, guess: number, write: () => void): void {
    this.#tag(field, 2);
    const start = this.#pos;
    this.#ensure(guess);
    this.#pos += guess;
    write();
    const length = this.#pos - start - guess;
    const size = varintSize(length);
    if (size !== guess) {
      this.#ensure(size);
      this.#bytes.copyWithin(start + size, start + guess, this.#pos);
    }
    this.#pos = start;
    this.#varint(length);
    this.#pos += length;
  }

  /** UTF-8; a lone surrogate becomes U+FFFD. */
  string(field: number, text: string): void {
    if (text.length <= SHORT_TEXT && this.#shortAscii(field, text)) return;
    const length = Buffer.byteLength(text);
    this.#head(field, length);
    this.#pos += this.#bytes.write(text, this.#pos);
  }

  /** False, and nothing written, where there is more than ASCII in it. */
  #shortAscii(field: number, text: string): boolean {
    const start = this.#pos;
    this.#head(field, text.length);
    const bytes = this.#bytes;
    for (let at = 0, pos = this.#pos; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 127) {
        this.#pos = start;
        return false;
      }
      bytes[pos++] = code;
    }
    this.#pos += text.length;
    return true;
  }

  bytes(field: number, bytes: Uint8Array): void {
    this.#head(field, bytes.length);
    this.#bytes.set(bytes, this.#pos);
    this.#pos += bytes.length;
  }

  /** The bytes that hexadecimal digits stand for. */
  hex(field: number, digits: string): void {
    this.bytes(field, Buffer.from(digits, 'hex'));
  }

  /** A whole number from 0 to 2^53. */
  varint(field: number, value: number): void {
    this.#tag(field, 0);
    this.#varint(value);
  }

  /** A whole number from 0 to 2^53, in eight bytes. */
  fixed64(field: number, value: number): void {
    this.#tag(field, 1);
    this.#ensure(8);
    this.#pos = this.#bytes.writeUInt32LE(value % 2 ** 32, this.#pos);
    this.#pos = this.#bytes.writeUInt32LE(Math.floor(value / 2 ** 32), this.#pos);
  }

  /** Tag and length of what takes `length` bytes. */
  #head(field: number, length: number): void {
    this.#tag(field, 2);
    this.#varint(length);
    this.#ensure(length);
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    this.#ensure(10);
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#bytes[this.#pos++] = (rest % 128) | 128;
    this.#bytes[this.#pos++] = rest;
  }

  #ensure(count: number): void {
    const needed = this.#pos + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#pos));
    this.#bytes = larger;
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size++;
  return size;
}
