/** What every span has besides attributes, and whether it satisfies a condition as far as that tells. */

import type { NameCondition, SpanCondition } from '../queries.ts';
import { containsText } from './attribute-condition.ts';

export const STATUS_ERROR = 2;

export interface SpanFields {
  traceId: string;
  spanId: string;
  service: string;
  name: string;
  /** OTLP's numbers. */
  kind: number;
  status: number;
  durationNano: bigint;
}

export function fieldsHold(fields: SpanFields, condition: SpanCondition): boolean {
  const { error } = condition;
  if (error !== undefined && error !== (fields.status === STATUS_ERROR)) return false;
  return (
    isOrAny(condition.traceId, fields.traceId) &&
    isOrAny(condition.spanId, fields.spanId) &&
    isOrAny(condition.service, fields.service) &&
    isOrAny(condition.operation, fields.name) &&
    isOrAny(condition.kind, fields.kind) &&
    isOrAny(condition.status, fields.status) &&
    durationHolds(fields.durationNano, condition) &&
    namesHold(fields, condition)
  );
}

const isOrAny = <T>(wanted: T | undefined, value: T) => wanted === undefined || wanted === value;

function durationHolds(duration: bigint, { minDurationNano, maxDurationNano }: SpanCondition): boolean {
  if (minDurationNano !== undefined && duration < minDurationNano) return false;
  return maxDurationNano === undefined || duration <= maxDurationNano;
}

function namesHold({ name, service }: SpanFields, { text = [], names = [] }: SpanCondition): boolean {
  const hasText = text.every((part) => containsText(name, part) || containsText(service, part));
  return hasText && names.every((each) => nameHolds(each, each.of === 'service' ? service : name));
}

function nameHolds({ operator, value }: NameCondition, name: string): boolean {
  return operator === '!=' ? name !== value : containsText(name, value);
}
