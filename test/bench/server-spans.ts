/** Reads just enough of an `ExportTraceServiceRequest` to count server spans and to see what is on them. */

import { bytesOf, type Field, fieldsOf, messages } from './protobuf.ts';

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
