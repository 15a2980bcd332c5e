/**
 * Reads the small protobuf messages that an OTLP server answers with. Two have the same shape, a number in field 1
 * and a text in field 2: `ExportTracePartialSuccess` (and its siblings) and `google.rpc.Status`.
 */

/** A number and a text, made one printable line; 0 and '' where the server sent none, as protobuf has it. */
export interface NumberAndText {
  number: number;
  text: string;
}

/** More than a line has room for, so that a server cannot make us work on megabytes. */
const LONGEST_TEXT = 4096;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** `partial_success` (field 1) of an Export*ServiceResponse: rejected records and why. Undefined when absent or malformed. */
export function partialSuccessOf(response: Uint8Array): NumberAndText | undefined {
  let found: NumberAndText | undefined;
  const whole = eachField(response, (field, value) => {
    if (field === 1 && typeof value !== 'number') found = numberAndTextOf(value);
  });
  return whole ? found : undefined;
}

/** Code and message of a `google.rpc.Status`, the body of an OTLP error answer. Undefined when malformed. */
export function numberAndTextOf(message: Uint8Array): NumberAndText | undefined {
  const read: NumberAndText = { number: 0, text: '' };
  const whole = eachField(message, (field, value) => {
    // What is negative has the highest of 64 bits.
    if (field === 1 && typeof value === 'number') read.number = value < 2 ** 63 ? value : 0;
    if (field === 2 && typeof value !== 'number') read.text = lineOf(value);
  });
  return whole ? read : undefined;
}

function lineOf(bytes: Uint8Array): string {
  return printable(new TextDecoder().decode(bytes.subarray(0, LONGEST_TEXT)));
}

/** One printable line: it will stand on somebody's terminal. */
export function printable(text: string): string {
  return text
    .slice(0, LONGEST_TEXT)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ')
    .trim();
}

/** Calls `take` with each varint and bytes field of one message; false when the bytes are not a message. */
export function eachField(
  bytes: Uint8Array,
  take: (field: number, value: number | Uint8Array) => void,
): boolean {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) return Number.NaN;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    const type = tag % 8;
    if (type === VARINT) {
      const value = varint();
      if (Number.isNaN(value)) return false;
      take(field, value);
    } else if (type === BYTES) {
      const length = varint();
      if (!(at + length <= bytes.length)) return false;
      take(field, bytes.subarray(at, at + length));
      at += length;
    } else if (type === FIXED64) at += 8;
    else if (type === FIXED32) at += 4;
    else return false; // groups, and NaN from a tag that was cut off
  }
  return at === bytes.length;
}
