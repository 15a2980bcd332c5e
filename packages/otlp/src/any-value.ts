/**
 * Attribute values as OTLP's AnyValue (opentelemetry/proto/common/v1/common.proto).
 *
 * Strings, numbers, booleans, byte arrays, arrays and plain objects mean what they mean to upstream's
 * serialiser. A bigint is an int when it fits 64 bits and decimal text when it does not. Whatever OTLP has
 * no type for (null, undefined, functions, symbols) is the empty value, and so is an object inside itself
 * or below {@link MAX_VALUE_DEPTH}.
 */

import { type ByteWriter, varintSize } from './byte-writer.ts';
import { writeKeyValue } from './key-value.ts';

/**
 * Levels of arrays and objects inside each other. A level of maps is three messages to protobuf, and
 * receivers commonly stop at a hundred.
 */
export const MAX_VALUE_DEPTH = 24;

export const STRING_VALUE = 0x0a;
const BOOL_VALUE = 0x10;
export const INT_VALUE = 0x18;
const DOUBLE_VALUE = 0x21;
const ARRAY_VALUE = 0x2a;
const KVLIST_VALUE = 0x32;
const BYTES_VALUE = 0x3a;

const ARRAY_ELEMENT = 0x0a;
const KVLIST_ELEMENT = 0x0a;

const MIN_INT64 = -(2 ** 63);
const PAST_INT64 = 2 ** 63;

/** The containers that hold the value being written, outermost first: what a cycle would come back to. */
const holders: object[] = [];

/** Forgets the containers of a value whose writing threw. */
export function abandonValue(): void {
  holders.length = 0;
}

/** Writes length and content of an AnyValue: all of it but the tag, which depends on where it stands. */
export function writeValue(writer: ByteWriter, value: unknown): void {
  const reserved = typeof value === 'string' ? varintSize(value.length + 2) : 1;
  const start = writer.open(reserved);
  writeContent(writer, value);
  writer.close(start, reserved);
}

function writeContent(writer: ByteWriter, value: unknown): void {
  switch (typeof value) {
    case 'string':
      writer.byte(STRING_VALUE);
      writer.string(value);
      return;
    case 'number':
      writeNumber(writer, value);
      return;
    case 'boolean':
      writer.byte(BOOL_VALUE);
      writer.byte(value ? 1 : 0);
      return;
    case 'bigint':
      writeBigInt(writer, value);
      return;
    case 'object':
      if (value !== null) writeObject(writer, value);
  }
}

/** Integers of the int64 range are ints, all else is a double, as upstream has it. `-0` is the int 0. */
function writeNumber(writer: ByteWriter, value: number): void {
  if (Number.isInteger(value) && value >= MIN_INT64 && value < PAST_INT64) {
    writer.byte(INT_VALUE);
    writer.int64(value);
  } else {
    writer.byte(DOUBLE_VALUE);
    writer.double(value);
  }
}

function writeBigInt(writer: ByteWriter, value: bigint): void {
  if (BigInt.asIntN(64, value) !== value) {
    writeContent(writer, value.toString());
    return;
  }
  writer.byte(INT_VALUE);
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) writer.byte(Number(rest & 127n) | 128);
  writer.byte(Number(rest));
}

function writeObject(writer: ByteWriter, value: object): void {
  if (value instanceof Uint8Array) {
    writer.byte(BYTES_VALUE);
    writer.delimited(value);
    return;
  }
  if (holders.length === MAX_VALUE_DEPTH || holders.includes(value)) return;
  holders.push(value);
  if (Array.isArray(value)) writeArray(writer, value);
  else writeMap(writer, value as Record<string, unknown>);
  holders.pop();
}

function writeArray(writer: ByteWriter, values: unknown[]): void {
  writer.byte(ARRAY_VALUE);
  const start = writer.open(1);
  // By index, so that a hole is an empty value and the elements keep their places.
  for (let i = 0; i < values.length; i++) {
    writer.byte(ARRAY_ELEMENT);
    writeValue(writer, values[i]);
  }
  writer.close(start, 1);
}

function writeMap(writer: ByteWriter, map: Record<string, unknown>): void {
  writer.byte(KVLIST_VALUE);
  const start = writer.open(1);
  for (const key of Object.keys(map)) writeKeyValue(writer, KVLIST_ELEMENT, key, map[key]);
  writer.close(start, 1);
}
