/**
 * Reads just enough of an `ExportTraceServiceRequest` to count server spans and to see what is on them. A reader of
 * its own, so that neither our codec nor upstream's judges itself; throws on what is no protobuf.
 */

export interface ServerSpan {
  /** In hex. */
  id: string;
  hasParent: boolean;
  /** The attributes' keys. */
  attributes: Set<string>;
}

// Field numbers of opentelemetry/proto/collector/trace/v1 and opentelemetry/proto/trace/v1.
const RESOURCE_SPANS = 1;
const SCOPE_SPANS = 2;
const SPANS = 2;
const SPAN_ID = 2;
const PARENT_SPAN_ID = 4;
const KIND = 6;
const ATTRIBUTES = 9;
const KEY = 1;
const SERVER = 2;

export function readServerSpans(request: Buffer): ServerSpan[] {
  const spans = messages(request, RESOURCE_SPANS)
    .flatMap((resource) => messages(resource, SCOPE_SPANS))
    .flatMap((scope) => messages(scope, SPANS));
  return spans.map(fieldsOf).filter(isServerSpan).map(toServerSpan);
}

interface Field {
  number: number;
  /** A varint's value, or the bytes of anything else. */
  value: number | Buffer;
}

function isServerSpan(fields: Field[]): boolean {
  return fields.some(({ number, value }) => number === KIND && value === SERVER);
}

function toServerSpan(fields: Field[]): ServerSpan {
  const bytes = (wanted: number) => fields.filter(({ number }) => number === wanted).map(bytesOf);
  const keys = bytes(ATTRIBUTES).flatMap((attribute) => messages(attribute, KEY));
  return {
    id: bytes(SPAN_ID)[0]?.toString('hex') ?? '',
    hasParent: bytes(PARENT_SPAN_ID).some((id) => id.length > 0),
    attributes: new Set(keys.map((key) => key.toString())),
  };
}

function messages(parent: Buffer, wanted: number): Buffer[] {
  return fieldsOf(parent)
    .filter(({ number }) => number === wanted)
    .map(bytesOf);
}

function bytesOf({ number, value }: Field): Buffer {
  if (typeof value === 'number') throw new Error(`field ${number} is a number where bytes were expected`);
  return value;
}

function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  while (at < message.length) {
    const tag = readVarint();
    fields.push({ number: tag >>> 3, value: readValue(tag & 7) });
  }
  if (at > message.length) throw new Error('the message ends inside a field');
  return fields;

  function readValue(wireType: number): number | Buffer {
    if (wireType === 0) return readVarint();
    if (wireType === 1) return take(8);
    if (wireType === 2) return take(readVarint());
    if (wireType === 5) return take(4);
    throw new Error(`wire type ${wireType} is none that OTLP uses`);
  }

  function readVarint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * scale;
      if (!(byte & 128)) return value;
    }
  }

  function take(length: number): Buffer {
    at += length;
    return message.subarray(at - length, at);
  }
}
