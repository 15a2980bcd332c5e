/** Whether one span satisfies a condition, as {@link SpanCondition} says it. */

import type { SpanCondition } from '../queries.ts';
import { spanRequestIds } from '../request-id.ts';
import type { StoredSpan } from '../telemetry-store.ts';
import { attributeHolds } from './attribute-condition.ts';
import { fieldsHold, type SpanFields } from './span-fields.ts';

export { STATUS_ERROR } from './span-fields.ts';

export function spanHolds(stored: StoredSpan, condition: SpanCondition): boolean {
  if (!fieldsHold(fieldsOf(stored), condition)) return false;
  const { requestId, attributes } = condition;
  if (requestId !== undefined && !spanRequestIds(stored.span).all.includes(requestId)) return false;
  const places = attributesOf(stored);
  return attributes.every((each) => attributeHolds(each, places));
}

function fieldsOf(stored: StoredSpan): SpanFields {
  const { traceId, spanId, name, kind, status } = stored.span;
  const durationNano = durationOf(stored);
  return { traceId, spanId, service: stored.service, name, kind, status: status.code, durationNano };
}

/** Its start, to be compared with a range of time. */
export const startOf = ({ span }: StoredSpan) => BigInt(span.startTimeUnixNano);

/** Not before its start, whatever the sender's clock did. */
export function endOf({ span }: StoredSpan): bigint {
  const [start, end] = [BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)];
  return end < start ? start : end;
}

export const durationOf = (stored: StoredSpan) => endOf(stored) - startOf(stored);

/** All lists of attributes that belong to a span. */
export function attributesOf({ span, scope, resource }: StoredSpan) {
  const inner = [...span.events, ...span.links].map(({ attributes }) => attributes);
  return [span.attributes, scope.attributes, resource.attributes, ...inner];
}
