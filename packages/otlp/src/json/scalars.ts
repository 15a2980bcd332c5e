/** Protobuf's single values, as OTLP's JSON mapping has them (protobuf.dev, "ProtoJSON"; OTLP, "JSON Protobuf Encoding"). */

import type { JsonPlace } from './json-place.ts';
import { LongNumber } from './json-text.ts';
import type { Scalar } from './message-type.ts';

export const STRING: Scalar<string> = {
  wire: 2,
  none: '',
  read: (reader) => reader.string(),
  write: (writer, value) => writer.string(value),
  fromJson: (json, place) => (typeof json === 'string' ? json : bad(place, 'must be text', json)),
};

export const BOOL: Scalar<boolean> = {
  wire: 0,
  none: false,
  read: (reader) => reader.bool(),
  write: (writer, value) => writer.varint(value ? 1 : 0),
  fromJson: (json, place) => (typeof json === 'boolean' ? json : bad(place, 'must be true or false', json)),
};

/** Base64. JSON may have it in the form for URLs as well, and without padding. */
export const BYTES: Scalar<string> = {
  wire: 2,
  none: '',
  read: (reader) => Buffer.from(reader.bytes().buffer).toString('base64'),
  write: (writer, value) => writer.encoded(value, 'base64'),
  fromJson: (json, place) => {
    if (typeof json !== 'string' || !isBase64(json)) bad(place, 'must be base64', json);
    return Buffer.from(json, 'base64').toString('base64');
  },
};

/** Four letters are three bytes, two or three the last ones; one alone is nothing. */
function isBase64(text: string): boolean {
  return /^[\w+/-]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1;
}

export const TRACE_ID = id(16);
export const SPAN_ID = id(8);

/** Hexadecimal of so many bytes; an id of zeros is none, as in W3C Trace Context and in the Collector. */
function id(size: number): Scalar<string> {
  const digits = 2 * size;
  const zeros = '0'.repeat(digits);
  const given = (text: string) => (text === zeros ? '' : text);
  return {
    wire: 2,
    none: '',
    read: (reader) => given(reader.id(size)),
    write: (writer, value) => writer.encoded(value, 'hex'),
    fromJson: (json, place) => {
      if (json === '') return '';
      if (typeof json === 'string' && json.length === digits && /^[\da-f]*$/i.test(json))
        return given(json.toLowerCase());
      return place.fail('BAD_ID', `an id has ${digits} hexadecimal digits`);
    },
  };
}

export const DOUBLE: Scalar<number | string> = {
  wire: 1,
  none: 0,
  read: (reader) => finiteOrName(reader.double()),
  write: (writer, value) => writer.double(Number(value)),
  fromJson: (json, place) => {
    if (typeof json === 'number') return finiteOrName(json);
    if (json instanceof LongNumber) return finiteOrName(Number(json.digits));
    const number = typeof json === 'string' && json.trim() !== '' ? Number(json) : Number.NaN;
    if (Number.isNaN(number) && json !== 'NaN') bad(place, 'must be a number', json);
    return finiteOrName(number);
  },
};

const finiteOrName = (value: number) => (Number.isFinite(value) ? value : String(value));

const INT32 = { least: -(2 ** 31), most: 2 ** 31 - 1 };
const UINT32 = { least: 0, most: 2 ** 32 - 1 };

const uint32FromJson = (json: unknown, place: JsonPlace) => small(json, UINT32, place);

export const UINT32_VARINT: Scalar<number> = {
  wire: 0,
  none: 0,
  read: (reader) => reader.uint32(),
  write: (writer, value) => writer.varint(value),
  fromJson: uint32FromJson,
};

export const FIXED32: Scalar<number> = {
  wire: 5,
  none: 0,
  read: (reader) => reader.fixed32(),
  write: (writer, value) => writer.fixed32(value),
  fromJson: uint32FromJson,
};

export const SINT32: Scalar<number> = {
  wire: 0,
  none: 0,
  read: (reader) => {
    const zigzag = reader.uint32();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  },
  write: (writer, value) => writer.varint(((value << 1) ^ (value >> 31)) >>> 0),
  fromJson: (json, place) => small(json, INT32, place),
};

/** Unlike elsewhere in protobuf, names are not allowed: `"kind": 2`. */
export const ENUM: Scalar<number> = {
  wire: 0,
  none: 0,
  read: (reader) => reader.int32(),
  write: (writer, value) => writer.int32(value),
  fromJson: (json, place) => {
    if (typeof json === 'number') return small(json, INT32, place);
    return bad(place, 'must be the number of an enum', json);
  },
};

export const INT32_VARINT: Scalar<number> = {
  ...ENUM,
  fromJson: (json, place) => small(json, INT32, place),
};

/** Whole numbers of 64 bits are decimal text, since a number of JavaScript does not hold them. */
const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
const UINT64 = { least: 0n, most: 2n ** 64n - 1n };

export const INT64_VARINT: Scalar<string> = {
  wire: 0,
  none: '0',
  read: (reader) => String(reader.int64()),
  write: (writer, value) => writer.int64(BigInt(value)),
  fromJson: (json, place) => large(json, INT64, place),
};

export const UINT64_VARINT: Scalar<string> = {
  ...INT64_VARINT,
  read: (reader) => String(BigInt.asUintN(64, BigInt(reader.int64()))),
  fromJson: (json, place) => large(json, UINT64, place),
};

export const FIXED64: Scalar<string> = {
  wire: 1,
  none: '0',
  read: (reader) => String(reader.fixed64()),
  write: (writer, value) => writer.fixed64(BigInt(value)),
  fromJson: (json, place) => large(json, UINT64, place),
};

export const SFIXED64: Scalar<string> = {
  ...FIXED64,
  read: (reader) => String(BigInt.asIntN(64, reader.fixed64())),
  fromJson: (json, place) => large(json, INT64, place),
};

function small(json: unknown, range: { least: number; most: number }, place: JsonPlace): number {
  const text = typeof json === 'string' && json.length < 32 && json.trim() !== '';
  const number = text ? Number(json) : json;
  if (typeof number !== 'number' || !Number.isInteger(number)) bad(place, 'must be a whole number', json);
  if (number < range.least || number > range.most) bad(place, 'must fit 32 bits', json);
  return number + 0;
}

/** A number or its text; `1e3` is one as well. */
function large(json: unknown, range: { least: bigint; most: bigint }, place: JsonPlace): string {
  const value = wholeOf(json);
  if (value === undefined) bad(place, 'must be a whole number', json);
  if (value < range.least || value > range.most) bad(place, 'must fit 64 bits', json);
  return String(value);
}

function wholeOf(json: unknown): bigint | undefined {
  if (json instanceof LongNumber) return wholeOf(json.digits);
  if (typeof json === 'string' && /^-?\d{1,20}$/.test(json)) return BigInt(json);
  const number =
    typeof json === 'string' && /^-?[\d.]{1,20}(e\+?\d{1,2})?$/i.test(json) ? Number(json) : json;
  return Number.isInteger(number) ? BigInt(number as number) : undefined;
}

function bad(place: JsonPlace, rule: string, json: unknown): never {
  return place.fail('BAD_VALUE', `it ${rule}, and is ${describe(json)}`);
}

/** What stands there, in a few characters: the sender sees its own data, a log line not too much of it. */
function describe(json: unknown): string {
  if (json instanceof LongNumber) return describe(Number(json.digits));
  const text = Array.isArray(json)
    ? 'an array'
    : typeof json === 'object'
      ? 'an object'
      : JSON.stringify(json);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
