/** What filters of spans and of log records have in common: values that are checked, and conditions on attributes. */

import type { AttributeCondition } from '../../../store/queries.ts';
import { FilterError, type FilterTerm } from './terms.ts';

/** @throws {FilterError} where nothing was written, or no number where one is needed */
export function attributeCondition(term: FilterTerm, key = term.key!): AttributeCondition {
  if (term.operator === '?') return { key, operator: 'exists', value: '' };
  const value = writtenValue(term);
  if (term.operator === '=' || term.operator === '!=') return { key, operator: term.operator, value };
  if (term.operator === '~') return { key, operator: 'contains', value };
  return { key, operator: term.operator!, value: numberOf(term) };
}

/** @throws {FilterError} where nothing was written */
export function writtenValue(term: FilterTerm): string {
  if (term.value !== '' || term.valueQuoted) return term.value;
  const example = `${term.key}${term.operator}`;
  throw new FilterError(`"${example}" has no value; write ${example}"" for the empty text`, term.valueStart);
}

/** The value of a key that is compared in one way only. @throws {FilterError} for any other operator */
export function equalTo(term: FilterTerm): string {
  if (term.operator === '=') return writtenValue(term);
  throw new FilterError(`"${term.key}" can only be compared with =`, term.start);
}

/** A trace id or a span id, however it is written: case and dashes do not count, zeros in front may be missing. */
export function idOf(term: FilterTerm, digits: number): string {
  const id = equalTo(term).replaceAll('-', '').toLowerCase();
  if (/^[0-9a-f]+$/.test(id) && id.length <= digits) return id.padStart(digits, '0');
  throw new FilterError(
    `"${term.value}" is no ${term.key} id, which is ${digits} hexadecimal digits`,
    term.valueStart,
  );
}

/** Takes a value for a key once. @throws {FilterError} the second time, for both cannot hold */
export function once<T, K extends keyof T & string>(
  target: T,
  field: K,
  value: T[K],
  term: FilterTerm,
): void {
  if (target[field] !== undefined && target[field] !== value) {
    throw new FilterError(`"${term.key}" cannot have two values`, term.start);
  }
  target[field] = value;
}

function numberOf(term: FilterTerm): number {
  const number = Number(writtenValue(term));
  if (term.value.trim() !== '' && Number.isFinite(number)) return number;
  throw new FilterError(`"${term.value}" behind ${term.operator} is not a number`, term.valueStart);
}
