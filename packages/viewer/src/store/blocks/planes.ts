/**
 * Columns of numbers, byte by byte: first the lowest byte of each, then the next. Numbers that differ only in their low bytes
 * (times, indices) compress several times better so, and decode in one pass. In the machine's byte order: little-endian.
 */

export function toPlanes(numbers: Uint32Array | Int32Array | BigUint64Array): Buffer {
  const width = numbers.BYTES_PER_ELEMENT;
  const count = numbers.length;
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  const planes = Buffer.allocUnsafe(bytes.length);
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0, from = plane, to = plane * count; i < count; i++, from += width) {
      planes[to + i] = bytes[from]!;
    }
  }
  return planes;
}

/** @param width bytes of a number */
export function fromPlanes(planes: Uint8Array, start: number, count: number, width: number): ArrayBuffer {
  const bytes = new Uint8Array(count * width);
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0, to = plane, from = start + plane * count; i < count; i++, to += width) {
      bytes[to] = planes[from + i]!;
    }
  }
  return bytes.buffer;
}
