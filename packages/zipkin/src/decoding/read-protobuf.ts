/** Spans of a protobuf body: a ListOfSpans (zipkin-api, zipkin.proto). Fields that are not known are passed over. */

import { ipv6Text } from '../ip-address.ts';
import { ZipkinDecodeError } from './decode-error.ts';
import { ProtoReader } from './proto-reader.ts';
import {
  Budget,
  newSpan,
  portOf,
  type ReadEndpoint,
  type ReadSpan,
  withIds,
  type ZipkinDecodeLimits,
} from './read-span.ts';

/** By number. */
const KINDS = ['', 'CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'];

/** @throws ZipkinDecodeError, and nothing else */
export function readProtobuf(body: Uint8Array, limits: ZipkinDecodeLimits): ReadSpan[] {
  const budget = new Budget(limits);
  const reader = new ProtoReader(body);
  const spans: ReadSpan[] = [];
  reader.fields((tag) => {
    if (tag === 0x0a) spans.push(readSpan(reader, budget));
    else reader.skip(tag);
  });
  return spans;
}

function readSpan(reader: ProtoReader, budget: Budget): ReadSpan {
  budget.spend();
  const span = newSpan();
  reader.message((tag) => readField(reader, span, tag, budget));
  return withIds(span);
}

function readField(reader: ProtoReader, span: ReadSpan, tag: number, budget: Budget): void {
  if (tag === 0x0a) span.traceId = id(reader, 16);
  else if (tag === 0x12) span.parentId = id(reader, 8);
  else if (tag === 0x1a) span.id = id(reader, 8);
  else if (tag === 0x20) span.kind = KINDS[reader.varint()] ?? '';
  else if (tag === 0x2a) span.name = reader.string();
  else if (tag === 0x31) span.timestamp = micros(reader.fixed64());
  else if (tag === 0x38) span.duration = micros(reader.varint());
  else if (tag === 0x42) readEndpoint(reader, span.local);
  else if (tag === 0x4a) readEndpoint(reader, span.remote);
  else if (tag === 0x52) span.annotations.push(readAnnotation(reader, budget));
  else if (tag === 0x5a) readTag(reader, span.tags, budget);
  else if (tag === 0x60) span.debug = reader.varint() !== 0;
  else if (tag === 0x68) span.shared = reader.varint() !== 0;
  else reader.skip(tag);
}

function readEndpoint(reader: ProtoReader, endpoint: ReadEndpoint): void {
  reader.message((tag) => {
    if (tag === 0x0a) endpoint.serviceName = reader.string();
    else if (tag === 0x12) endpoint.ipv4 = ipv4(reader.bytes());
    else if (tag === 0x1a) endpoint.ipv6 = ipv6(reader.bytes());
    else if (tag === 0x20) endpoint.port = portOf(reader.varint());
    else reader.skip(tag);
  });
}

function readAnnotation(reader: ProtoReader, budget: Budget): ReadSpan['annotations'][number] {
  budget.spend();
  const annotation = { timestamp: 0, value: '' };
  reader.message((tag) => {
    if (tag === 0x09) annotation.timestamp = micros(reader.fixed64());
    else if (tag === 0x12) annotation.value = reader.string();
    else reader.skip(tag);
  });
  return annotation;
}

function readTag(reader: ProtoReader, tags: Map<string, string>, budget: Budget): void {
  budget.spend();
  const [names, values]: [string[], string[]] = [[], []];
  reader.message((tag) => {
    if (tag === 0x0a) names.push(reader.string());
    else if (tag === 0x12) values.push(reader.string());
    else reader.skip(tag);
  });
  tags.set(names.at(-1) ?? '', values.at(-1) ?? '');
}

function id(reader: ProtoReader, most: number): string {
  const bytes = reader.bytes();
  if (bytes.length > most) throw new ZipkinDecodeError('BAD_ID', `an id has ${bytes.length} bytes`);
  return bytes.toString('hex');
}

const ipv4 = (bytes: Buffer) => (bytes.length === 4 ? bytes.join('.') : '');
const ipv6 = (bytes: Buffer) => (bytes.length === 16 ? ipv6Text(bytes) : '');
/** From 2^63 on it is a negative number of Java's, whose clocks may go back as well. */
const micros = (value: number) => (value < 2 ** 63 ? Math.min(value, Number.MAX_SAFE_INTEGER) : 0);
