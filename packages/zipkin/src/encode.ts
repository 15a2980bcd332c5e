/** Spans as the body of a POST to `/api/v2/spans`. */

import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ipv4Bytes, ipv6Bytes } from './ip-address.ts';
import { ProtoWriter } from './proto-writer.ts';
import { toZipkinSpan } from './zipkin-span.ts';
import type { ZipkinAnnotation, ZipkinEndpoint, ZipkinSpan } from './zipkin-types.ts';

/** How a body is written, by the names of `OTEL_EXPORTER_ZIPKIN_PROTOCOL`. */
export type ZipkinProtocol = 'http/json' | 'http/protobuf';

/** By protocol, what tells a server which of them a body is. */
export const CONTENT_TYPES: Readonly<Record<ZipkinProtocol, string>> = {
  'http/json': 'application/json',
  'http/protobuf': 'application/x-protobuf',
};

/** A format in its two steps: spans written one by one, and a body made of what was written. */
export interface ZipkinFormat {
  /** @throws what a getter of the span throws */
  write(span: ReadableSpan): Buffer;
  body(written: readonly Buffer[]): Buffer;
}

const json: ZipkinFormat = {
  write: (span) => Buffer.from(JSON.stringify(toZipkinSpan(span))),
  body: (written) =>
    Buffer.concat([OPEN, ...written.flatMap((each, at) => (at > 0 ? [COMMA, each] : each)), CLOSE]),
};
const [OPEN, COMMA, CLOSE] = ['[', ',', ']'].map((sign) => Buffer.from(sign)) as [Buffer, Buffer, Buffer];

/** Of a ListOfSpans: two of them, one behind the other, are one. */
const proto: ZipkinFormat = {
  write(span) {
    // First, since it runs what a span brings; then nothing but our own writes.
    const converted = toZipkinSpan(span);
    writer.clear(); // of what one left that could not be written
    writer.message(1, 2, () => writeSpan(writer, converted));
    return writer.take();
  },
  body: (written) => Buffer.concat(written),
};
const writer = new ProtoWriter();

export const FORMATS: Readonly<Record<ZipkinProtocol, ZipkinFormat>> = {
  'http/json': json,
  'http/protobuf': proto,
};

/** A JSON array, UTF-8. @throws what a getter of a span throws */
export function encodeZipkinJson(spans: readonly ReadableSpan[]): Buffer {
  return json.body(spans.map(json.write));
}

/** A ListOfSpans of zipkin.proto. @throws as {@link encodeZipkinJson} */
export function encodeZipkinProtobuf(spans: readonly ReadableSpan[]): Buffer {
  return proto.body(spans.map(proto.write));
}

const KINDS = { CLIENT: 1, SERVER: 2, PRODUCER: 3, CONSUMER: 4 };

function writeSpan(writer: ProtoWriter, span: ZipkinSpan): void {
  writer.hex(1, span.traceId);
  if (span.parentId !== undefined) writer.hex(2, span.parentId);
  writer.hex(3, span.id);
  if (span.kind !== undefined) writer.varint(4, KINDS[span.kind]);
  writer.string(5, span.name);
  writer.fixed64(6, span.timestamp);
  writer.varint(7, span.duration);
  writer.message(8, 1, () => writeEndpoint(writer, span.localEndpoint));
  const { remoteEndpoint, annotations = [] } = span;
  if (remoteEndpoint !== undefined) writer.message(9, 1, () => writeEndpoint(writer, remoteEndpoint));
  for (const annotation of annotations) writer.message(10, 1, () => writeAnnotation(writer, annotation));
  for (const [name, value] of Object.entries(span.tags))
    writer.message(11, 1, () => writeTag(writer, name, value));
  if (span.shared) writer.varint(13, 1);
}

function writeEndpoint(writer: ProtoWriter, { serviceName, ipv4, ipv6, port }: ZipkinEndpoint): void {
  if (serviceName !== undefined) writer.string(1, serviceName);
  const [four, six] = [ipv4 && ipv4Bytes(ipv4), ipv6 && ipv6Bytes(ipv6)];
  if (four) writer.bytes(2, four);
  if (six) writer.bytes(3, six);
  if (port !== undefined) writer.varint(4, port);
}

function writeAnnotation(writer: ProtoWriter, { timestamp, value }: ZipkinAnnotation): void {
  writer.fixed64(1, timestamp);
  writer.string(2, value);
}

function writeTag(writer: ProtoWriter, name: string, value: string): void {
  writer.string(1, name);
  writer.string(2, value);
}
