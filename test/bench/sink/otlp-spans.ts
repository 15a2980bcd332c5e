/** Reads just enough of an `ExportTraceServiceRequest` to count spans and to see what is on them. */

import { bytesOf, type Field, fieldsOf, messages } from './protobuf.ts';

export interface OtlpSpan {
  /** In hex. */
  id: string;
  kind: 'server' | 'client' | 'internal';
  hasParent: boolean;
  /** The attributes' keys. */
  attributes: Set<string>;
  /** Of its events. */
  events: number;
}

// Field numbers of opentelemetry/proto/collector/trace/v1 and opentelemetry/proto/trace/v1.
const RESOURCE_SPANS = 1;
const SCOPE_SPANS = 2;
const SPANS = 2;
const SPAN_ID = 2;
const PARENT_SPAN_ID = 4;
const KIND = 6;
const ATTRIBUTES = 9;
const EVENTS = 11;
const KEY = 1;
const KINDS: Record<number, OtlpSpan['kind']> = { 2: 'server', 3: 'client' };

export function readSpans(request: Buffer): OtlpSpan[] {
  return messages(request, RESOURCE_SPANS)
    .flatMap((resource) => messages(resource, SCOPE_SPANS))
    .flatMap((scope) => messages(scope, SPANS))
    .map((span) => toSpan(fieldsOf(span)));
}

function toSpan(fields: Field[]): OtlpSpan {
  const all = (wanted: number) => fields.filter(({ number }) => number === wanted);
  const keys = all(ATTRIBUTES).flatMap((attribute) => messages(bytesOf(attribute), KEY));
  return {
    id: all(SPAN_ID).map(bytesOf)[0]?.toString('hex') ?? '',
    kind: KINDS[Number(all(KIND)[0]?.value)] ?? 'internal',
    hasParent: all(PARENT_SPAN_ID).some((id) => bytesOf(id).length > 0),
    attributes: new Set(keys.map((key) => key.toString())),
    events: all(EVENTS).length,
  };
}
