/** A span's message made again from columns (opentelemetry/proto/trace/v1/trace.proto). */

import type { AttributeSource } from '../blocks/attribute-source.ts';
import { GrowingBytes } from '../blocks/growing-bytes.ts';
import type { SpanSource } from './span-source.ts';

const TRACE_ID = 0x0a;
const SPAN_ID = 0x12;
const PARENT_ID = 0x22;
const NAME = 0x2a;
const KIND = 0x30;
const START = 0x39;
const END = 0x41;
const ATTRIBUTE = 0x4a;
const EVENT = { tag: 0x5a, attributeTag: 0x1a };
const LINK = { tag: 0x6a, attributeTag: 0x22 };

/** @param rest what `writeRest` wrote of this span */
export function appendSpanMessage(out: GrowingBytes, source: SpanSource, record: number, rest: Buffer): void {
  const { start, end, name, kind } = source.columns();
  const { traceIds, trace, spanId, parentId } = source.ids();
  out.varint(TRACE_ID);
  out.varint(16);
  out.append(traceIds, trace[record]! * 16, trace[record]! * 16 + 16);
  appendId(out, SPAN_ID, spanId[record]!);
  if (parentId[record] !== 0n) appendId(out, PARENT_ID, parentId[record]!);
  appendText(out, source.meta().names[name[record]!]!);
  out.varint(KIND);
  appendInt32(out, kind[record]!);
  appendTime(out, START, start[record]!);
  appendTime(out, END, end[record]!);
  appendRest(out, source.attributes(), record, rest);
}

function appendRest(out: GrowingBytes, attributes: AttributeSource, record: number, rest: Buffer): void {
  const reader = new RestReader(rest);
  const own = reader.number();
  attributes.append(out, record, 0, own, ATTRIBUTE);
  let next = own;
  for (const { tag, attributeTag } of [EVENT, LINK]) {
    for (let left = reader.number(); left > 0; left--) {
      const inner = new GrowingBytes();
      const fields = reader.bytes(reader.number());
      inner.append(fields, 0, fields.length);
      const count = reader.number();
      attributes.append(inner, record, next, count, attributeTag);
      next += count;
      out.varint(tag);
      out.varint(inner.length);
      out.append(inner.data, 0, inner.length);
    }
  }
  out.append(rest, reader.at, rest.length);
}

/** @param rest as for {@link appendSpanMessage} */
export function eventCountOf(rest: Buffer): number {
  const reader = new RestReader(rest);
  reader.number();
  return reader.number();
}

class RestReader {
  at = 0;
  readonly #rest: Buffer;

  constructor(rest: Buffer) {
    this.#rest = rest;
  }

  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#rest[this.at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  bytes(length: number): Buffer {
    this.at += length;
    return this.#rest.subarray(this.at - length, this.at);
  }
}

function appendId(out: GrowingBytes, tag: number, id: bigint): void {
  out.varint(tag);
  out.varint(8);
  out.reserve(8);
  out.length = out.data.writeBigUInt64BE(id, out.length);
}

function appendText(out: GrowingBytes, name: string): void {
  const bytes = Buffer.from(name);
  out.varint(NAME);
  out.varint(bytes.length);
  out.append(bytes, 0, bytes.length);
}

function appendTime(out: GrowingBytes, tag: number, time: bigint): void {
  out.varint(tag);
  out.reserve(8);
  out.length = out.data.writeBigUInt64LE(time, out.length);
}

/** A negative one takes ten bytes, as protobuf has it; in five, its low 32 bits are the same. */
function appendInt32(out: GrowingBytes, value: number): void {
  out.varint(value >>> 0);
}
