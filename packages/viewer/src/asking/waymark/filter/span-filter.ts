/** A filter of traces: what one of their spans must satisfy. */

import type { SpanCondition } from '../../../store/queries.ts';
import { attributeCondition, equalTo, idOf, once, writtenValue } from './conditions.ts';
import { parseDuration } from './duration.ts';
import { FilterError, type FilterTerm, filterTerms } from './terms.ts';

/** Names of OTLP's numbers. */
export const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
export const STATUSES = ['unset', 'ok', 'error'];

/** Keys that are not looked for among attributes, unless they are written in quotes. */
export const SPAN_KEYS = [
  'service',
  'name',
  'kind',
  'status',
  'error',
  'duration',
  'trace',
  'span',
  'request',
];

/** @throws {FilterError} */
export function spanFilter(text: string): SpanCondition {
  const condition: SpanCondition = { attributes: [] };
  for (const term of filterTerms(text)) addTerm(condition, term);
  return condition;
}

function addTerm(condition: SpanCondition, term: FilterTerm): void {
  const { key } = term;
  if (key === '') throw new FilterError(`there is no key before ${term.operator}`, term.start);
  if (key === undefined) condition.text = [...(condition.text ?? []), term.value];
  else if (term.keyQuoted || !(key in SPECIAL)) condition.attributes.push(attributeCondition(term));
  else SPECIAL[key]!(condition, term);
}

type AddTerm = (condition: SpanCondition, term: FilterTerm) => void;

const SPECIAL: Record<string, AddTerm> = Object.assign(Object.create(null), {
  service: addName,
  name: addName,
  duration: addDuration,
  status: addStatus,
  error: addError,
  kind: (condition, term) => once(condition, 'kind', oneOf(KINDS, equalTo(term), term), term),
  trace: (condition, term) => once(condition, 'traceId', idOf(term, 32), term),
  span: (condition, term) => once(condition, 'spanId', idOf(term, 16), term),
  request: (condition, term) => once(condition, 'requestId', equalTo(term), term),
} satisfies Record<string, AddTerm>);

function addName(condition: SpanCondition, term: FilterTerm): void {
  const of = term.key === 'name' ? 'operation' : 'service';
  if (term.operator === '=') once(condition, of, writtenValue(term), term);
  else if (term.operator === '!=' || term.operator === '~') {
    const operator = term.operator === '~' ? 'contains' : '!=';
    condition.names = [...(condition.names ?? []), { of, operator, value: writtenValue(term) }];
  } else throw new FilterError(`"${term.key}" can be compared with =, != and ~`, term.start);
}

function addStatus(condition: SpanCondition, term: FilterTerm): void {
  if (term.operator !== '!=') {
    once(condition, 'status', oneOf(STATUSES, equalTo(term), term), term);
  } else if (oneOf(STATUSES, writtenValue(term), term) === 2) once(condition, 'error', false, term);
  else throw new FilterError('"status!=" is there for error alone', term.start);
}

/** As Jaeger has it: `error=true` is the status. Anything else is an attribute. */
function addError(condition: SpanCondition, term: FilterTerm): void {
  const isStatus = term.operator === '=' && (term.value === 'true' || term.value === 'false');
  if (isStatus) once(condition, 'error', term.value === 'true', term);
  else condition.attributes.push(attributeCondition(term));
}

function addDuration(condition: SpanCondition, term: FilterTerm): void {
  const { operator } = term;
  if (operator === '~' || operator === '?' || operator === '!=') {
    throw new FilterError('"duration" can be compared with =, <, <=, > and >=', term.start);
  }
  const nano = durationOf(term);
  if (operator !== '<' && operator !== '<=') atLeast(condition, operator === '>' ? nano + 1n : nano);
  if (operator !== '>' && operator !== '>=') atMost(condition, operator === '<' ? nano - 1n : nano);
}

function atLeast(condition: SpanCondition, nano: bigint): void {
  const { minDurationNano: old } = condition;
  condition.minDurationNano = old !== undefined && old > nano ? old : nano;
}

function atMost(condition: SpanCondition, nano: bigint): void {
  const { maxDurationNano: old } = condition;
  condition.maxDurationNano = old !== undefined && old < nano ? old : nano;
}

function durationOf(term: FilterTerm): bigint {
  const nano = parseDuration(writtenValue(term));
  if (nano !== undefined) return nano;
  throw new FilterError(`"${term.value}" is no duration; write 250us, 100ms or 1.5s`, term.valueStart);
}

function oneOf(names: readonly string[], value: string, term: FilterTerm): number {
  const index = names.indexOf(value.toLowerCase());
  if (index >= 0) return index;
  throw new FilterError(`"${value}" is no ${term.key}; it is one of ${names.join(', ')}`, term.valueStart);
}
