/** Whether one span satisfies a condition, as {@link SpanCondition} says it. */

import type { NameCondition, SpanCondition } from '../queries.ts';
import { spanRequestIds } from '../request-id.ts';
import type { StoredSpan } from '../telemetry-store.ts';
import { attributeHolds, containsText } from './attribute-condition.ts';

export const STATUS_ERROR = 2;

export function spanHolds(stored: StoredSpan, condition: SpanCondition): boolean {
  if (!fieldsHold(stored, condition) || !namesHold(stored, condition)) return false;
  if (!durationHolds(durationOf(stored), condition)) return false;
  const places = attributesOf(stored);
  return condition.attributes.every((each) => attributeHolds(each, places));
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

function fieldsHold({ span, service }: StoredSpan, condition: SpanCondition): boolean {
  const { requestId, error } = condition;
  if (error !== undefined && error !== (span.status.code === STATUS_ERROR)) return false;
  if (requestId !== undefined && !spanRequestIds(span).all.includes(requestId)) return false;
  return (
    isOrAny(condition.traceId, span.traceId) &&
    isOrAny(condition.spanId, span.spanId) &&
    isOrAny(condition.service, service) &&
    isOrAny(condition.operation, span.name) &&
    isOrAny(condition.kind, span.kind) &&
    isOrAny(condition.status, span.status.code)
  );
}

const isOrAny = <T>(wanted: T | undefined, value: T) => wanted === undefined || wanted === value;

function namesHold({ span, service }: StoredSpan, { text = [], names = [] }: SpanCondition): boolean {
  const hasText = text.every((part) => containsText(span.name, part) || containsText(service, part));
  return hasText && names.every((each) => nameHolds(each, each.of === 'service' ? service : span.name));
}

function nameHolds({ operator, value }: NameCondition, name: string): boolean {
  return operator === '!=' ? name !== value : containsText(name, value);
}

function durationHolds(duration: bigint, { minDurationNano, maxDurationNano }: SpanCondition): boolean {
  if (minDurationNano !== undefined && duration < minDurationNano) return false;
  return maxDurationNano === undefined || duration <= maxDurationNano;
}
