/** Whether one span satisfies a condition, as {@link SpanCondition} says it. */

import type { SpanCondition } from '../queries.ts';
import type { StoredSpan } from '../telemetry-store.ts';
import { attributeHolds, containsText } from './attribute-condition.ts';

export const STATUS_ERROR = 2;

export function spanHolds(stored: StoredSpan, condition: SpanCondition): boolean {
  const { span, service } = stored;
  const { operation, kind, error, text } = condition;
  if (condition.service !== undefined && condition.service !== service) return false;
  if (operation !== undefined && operation !== span.name) return false;
  if (kind !== undefined && kind !== span.kind) return false;
  if (error !== undefined && error !== (span.status.code === STATUS_ERROR)) return false;
  if (text !== undefined && !containsText(span.name, text) && !containsText(service, text)) return false;
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

function durationHolds(duration: bigint, { minDurationNano, maxDurationNano }: SpanCondition): boolean {
  if (minDurationNano !== undefined && duration < minDurationNano) return false;
  return maxDurationNano === undefined || duration <= maxDurationNano;
}
