/**
 * OTLP request bodies to plain messages, refusing what a lenient decoder would skip.
 *
 * protobufjs passes over an unknown field or a wrong wire type in silence, so that an exporter with one wrong
 * tag byte still looks right by count. Here the bytes are walked against the message types first.
 */

import type protobuf from 'protobufjs';
import type { Message } from './otlp-proto.ts';

const WIRE_TYPES: Record<string, number> = {
  bool: 0,
  int32: 0,
  uint32: 0,
  sint32: 0,
  int64: 0,
  uint64: 0,
  fixed64: 1,
  sfixed64: 1,
  double: 1,
  fixed32: 5,
};
const LENGTH_DELIMITED = 2;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes one protobuf body.
 * @throws {Error} naming the path of the first field that is unknown, has a wrong wire type, is cut short or is not UTF-8
 */
export function decodeProtobuf(type: protobuf.Type, body: Uint8Array): Message {
  walk(type, body, type.name);
  const message = type.toObject(type.decode(body), { longs: BigInt });
  return hexIds(message) as Message;
}

/**
 * Decodes one OTLP/JSON body (ids hex, 64-bit integers as number or string, other bytes base64).
 * @throws {Error} on malformed JSON or an unknown key. OTLP tells receivers to ignore those; a test must not.
 */
export function decodeJson(type: protobuf.Type, body: Uint8Array): Message {
  return fromJson(type, JSON.parse(utf8.decode(body)), type.name);
}

function walk(type: protobuf.Type, bytes: Uint8Array, path: string): void {
  const cursor = { bytes, at: 0, path };
  while (cursor.at < bytes.length) {
    const tag = Number(readVarint(cursor));
    const field = type.fieldsById[tag >>> 3];
    if (!field) throw new Error(`${path}: unknown field ${tag >>> 3} (wire type ${tag & 7})`);
    // Numbers that repeat are packed, as proto3 writes them.
    const expected = field.repeated ? LENGTH_DELIMITED : (WIRE_TYPES[field.type] ?? LENGTH_DELIMITED);
    if ((tag & 7) !== expected) {
      throw new Error(`${path}.${field.name}: wire type ${tag & 7} where ${field.type} has ${expected}`);
    }
    const value = readValue(cursor, expected);
    const inner = field.resolvedType as protobuf.Type | null;
    if (inner) walk(inner, value, `${path}.${field.name}`);
    else if (field.type === 'string') checkUtf8(value, `${path}.${field.name}`);
  }
}

interface Cursor {
  readonly bytes: Uint8Array;
  readonly path: string;
  at: number;
}

function readValue(cursor: Cursor, wireType: number): Uint8Array {
  const start = cursor.at;
  if (wireType === 0) {
    readVarint(cursor);
    return cursor.bytes.subarray(start, cursor.at);
  }
  const length = wireType === 1 ? 8 : wireType === 5 ? 4 : Number(readVarint(cursor));
  const from = cursor.at;
  cursor.at += length;
  if (cursor.at > cursor.bytes.length) throw new Error(`${cursor.path}: cut short at byte ${from}`);
  return cursor.bytes.subarray(from, cursor.at);
}

function readVarint(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw new Error(`${cursor.path}: cut short within a varint`);
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw new Error(`${cursor.path}: varint longer than 10 bytes`);
}

function checkUtf8(value: Uint8Array, path: string): void {
  try {
    utf8.decode(value);
  } catch {
    throw new Error(`${path}: not UTF-8`);
  }
}

const isId = (key: string) => key === 'traceId' || key === 'spanId' || key === 'parentSpanId';

function hexIds(value: unknown, key = ''): unknown {
  if (ArrayBuffer.isView(value)) {
    return isId(key) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex') : value;
  }
  if (Array.isArray(value)) return value.map((item) => hexIds(item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, hexIds(v, k)]));
}

function fromJson(type: protobuf.Type, json: unknown, path: string): Message {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) {
    throw new Error(`${path}: expected an object, got ${JSON.stringify(json)}`);
  }
  const message: Message = {};
  for (const [key, value] of Object.entries(json)) {
    const field = type.fields[key];
    if (!field) throw new Error(`${path}: unknown key ${JSON.stringify(key)}`);
    const one = (item: unknown) => fieldFromJson(field, item, `${path}.${key}`);
    message[key] = field.repeated ? (value as unknown[]).map(one) : one(value);
  }
  return message;
}

function fieldFromJson(field: protobuf.Field, value: unknown, path: string): unknown {
  if (field.resolvedType) return fromJson(field.resolvedType as protobuf.Type, value, path);
  if (field.type.endsWith('64')) return BigInt(value as string | number);
  if (field.type === 'bytes' && isId(field.name)) return String(value).toLowerCase();
  if (field.type === 'bytes') return Buffer.from(String(value), 'base64');
  return value;
}
