/** The messages that traces and logs share: values, attributes, resource, scope and the two envelopes. */

import type { ByteReader } from './byte-reader.ts';

/**
 * A decoded AnyValue. The empty value is null; an int beyond 2^53 is a bigint; a double and an int of the
 * same value are the same number.
 */
export type DecodedValue =
  | string
  | boolean
  | number
  | bigint
  | null
  | Uint8Array
  | DecodedValue[]
  | { [key: string]: DecodedValue };

/** Of a key that comes twice, the last value. */
export type DecodedAttributes = { [key: string]: DecodedValue };

export interface DecodedResource {
  attributes: DecodedAttributes;
  droppedAttributesCount: number;
}

export interface DecodedScope {
  name: string;
  version: string;
  attributes: DecodedAttributes;
  droppedAttributesCount: number;
}

/** Trace and span ids have these sizes in bytes, or are empty. */
export const TRACE_ID_BYTES = 16;
export const SPAN_ID_BYTES = 8;

/** Reads one message into `target`: a field that comes twice adds to it, as protobuf merges messages. */
export type ReadInto<T> = (reader: ByteReader, target: T) => void;

/** Reads the messages of one repeated field of a request: each becomes `make()`, filled by `read`. */
export function readRequest<T>(reader: ByteReader, make: () => T, read: ReadInto<T>): T[] {
  const groups: T[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) groups.push(readNew(reader, make, read));
    else reader.skip(tag);
  }
  return groups;
}

/** Reads one counted message into a new object. */
export function readNew<T>(reader: ByteReader, make: () => T, read: ReadInto<T>): T {
  reader.spend();
  const target = make();
  read(reader, target);
  return target;
}

/** Reads a Resource. */
export function readResource(reader: ByteReader, resource: DecodedResource): void {
  const outer = reader.enter();
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) readKeyValue(reader, resource.attributes);
    else if (tag === 0x10) resource.droppedAttributesCount = reader.uint32();
    else reader.skip(tag);
  }
  reader.leave(outer);
}

/** Reads an InstrumentationScope. */
export function readScope(reader: ByteReader, scope: DecodedScope): void {
  const outer = reader.enter();
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) scope.name = reader.string();
    else if (tag === 0x12) scope.version = reader.string();
    else if (tag === 0x1a) readKeyValue(reader, scope.attributes);
    else if (tag === 0x20) scope.droppedAttributesCount = reader.uint32();
    else reader.skip(tag);
  }
  reader.leave(outer);
}

/** Reads a KeyValue into the attributes that it belongs to. */
export function readKeyValue(reader: ByteReader, attributes: DecodedAttributes): void {
  reader.spend();
  const outer = reader.enter();
  let key = '';
  let value: DecodedValue = null;
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) key = reader.string();
    else if (tag === 0x12) value = readValue(reader);
    else reader.skip(tag);
  }
  reader.leave(outer);
  put(attributes, key, value);
}

/** Reads an AnyValue. Of several values in one message the last counts. */
export function readValue(reader: ByteReader): DecodedValue {
  const outer = reader.enterValue();
  let value: DecodedValue = null;
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) value = reader.string();
    else if (tag === 0x10) value = reader.bool();
    else if (tag === 0x18) value = reader.int64();
    else if (tag === 0x21) value = reader.double();
    else if (tag === 0x2a) value = readArray(reader);
    else if (tag === 0x32) value = readMap(reader);
    else if (tag === 0x3a) value = reader.bytes();
    else reader.skip(tag);
  }
  reader.leaveValue(outer);
  return value;
}

function readArray(reader: ByteReader): DecodedValue[] {
  const outer = reader.enter();
  const values: DecodedValue[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag !== 0x0a) {
      reader.skip(tag);
      continue;
    }
    reader.spend();
    values.push(readValue(reader));
  }
  reader.leave(outer);
  return values;
}

function readMap(reader: ByteReader): DecodedAttributes {
  const outer = reader.enter();
  const map: DecodedAttributes = {};
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) readKeyValue(reader, map);
    else reader.skip(tag);
  }
  reader.leave(outer);
  return map;
}

/** A sender may name a key `__proto__`; assigning it would set the prototype instead. */
function put(attributes: DecodedAttributes, key: string, value: DecodedValue): void {
  if (key !== '__proto__') {
    attributes[key] = value;
    return;
  }
  Object.defineProperty(attributes, key, { value, enumerable: true, configurable: true, writable: true });
}

export const newResource = (): DecodedResource => ({ attributes: {}, droppedAttributesCount: 0 });

export const newScope = (): DecodedScope => ({
  name: '',
  version: '',
  attributes: {},
  droppedAttributesCount: 0,
});
