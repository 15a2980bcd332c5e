/** What a span refers to, and which of these is its parent. */

import type { OtlpSpan } from '@waymark/otlp';
import type { ModelSpan } from './model.ts';

export interface Reference {
  refType: 'CHILD_OF' | 'FOLLOWS_FROM';
  /** 32 digits; zeros where the sender named none. */
  traceId: string;
  spanId: string;
}

/** The parent first. A link to it is no second reference, but tells which type the first has. */
export function modelReferences({ traceId, parentSpanId, links }: OtlpSpan): Reference[] {
  const references: Reference[] = [];
  if (parentSpanId !== '') references.push({ refType: 'CHILD_OF', traceId, spanId: parentSpanId });
  for (const link of links) {
    const { refType, ...to } = ofLink(link);
    const parent = parentSpanId === '' ? undefined : references[0];
    if (parent !== undefined && to.traceId === traceId && to.spanId === parentSpanId)
      parent.refType = refType;
    else references.push({ refType, ...to });
  }
  return references;
}

function ofLink({ traceId, spanId, attributes }: OtlpSpan['links'][number]): Reference {
  const told = attributes.find(({ key }) => key === 'opentracing.ref_type')?.value.stringValue;
  return {
    refType: told === 'child_of' ? 'CHILD_OF' : 'FOLLOWS_FROM',
    traceId: traceId.padStart(32, '0'),
    spanId: spanId.padStart(16, '0'),
  };
}

/** The first span of this trace that it is a child of, or else that it follows from; empty for a root. */
export function parentOf(span: ModelSpan): string {
  return parentReference(span)?.spanId ?? '';
}

function parentReference({ references, traceId }: ModelSpan): Reference | undefined {
  const inTrace = references.filter((each) => each.traceId === traceId);
  return inTrace.find(({ refType }) => refType === 'CHILD_OF') ?? inTrace[0];
}

/** Gives a span another parent. */
export function setParent(span: ModelSpan, spanId: string): void {
  const parent = parentReference(span);
  if (parent !== undefined) parent.spanId = spanId;
  else span.references.unshift({ refType: 'CHILD_OF', traceId: span.traceId, spanId });
}

/** Takes out references to no trace, and puts the parent first. */
export function tidyReferences(span: ModelSpan): void {
  const isNone = ({ traceId }: Reference) => /^0*$/.test(traceId);
  for (const each of span.references.filter(isNone)) span.warnings.push(removed(each));
  span.references = span.references.filter((each) => !isNone(each));
  const parent = parentReference(span);
  const at = parent === undefined ? 0 : span.references.indexOf(parent);
  if (at > 0) [span.references[0], span.references[at]] = [span.references[at]!, span.references[0]!];
}

/** As Go prints the value. */
function removed({ refType, spanId }: Reference): string {
  const fields = `TraceID:${'0'.repeat(16)} SpanID:${spanId} RefType:${refType}`;
  return `Invalid span reference removed {${fields} XXX_NoUnkeyedLiteral:{} XXX_unrecognized:[] XXX_sizecache:0}`;
}
