/** Parameters of questions as values, or one sentence about what is wrong with them. */

import type { TimeRange } from '../../store/telemetry-store.ts';
import { QuestionError } from '../question-error.ts';
import { FilterError } from './filter/terms.ts';

const MAX_LIMIT = 1000;
/** OTLP's times are 64 bits, without a sign. */
const MAX_NANO = 2n ** 64n - 1n;

/** @throws {QuestionError} 400 */
export function limitOf(query: URLSearchParams, fallback: number, max = MAX_LIMIT): number {
  const text = query.get('limit') ?? String(fallback);
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= max) return limit;
  throw new QuestionError(400, `limit "${text}" is not a number from 1 to ${max}`);
}

/** `from` (inclusive) and `to` (exclusive), where they are given. @throws {QuestionError} 400 */
export function rangeOf(query: URLSearchParams): TimeRange {
  const range: TimeRange = {};
  if (query.get('from')) range.fromUnixNano = nanoOf(query, 'from');
  if (query.get('to')) range.toUnixNano = nanoOf(query, 'to');
  return range;
}

function nanoOf(query: URLSearchParams, name: string): bigint {
  const text = query.get(name)!;
  const nano = /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
  if (nano !== undefined && nano <= MAX_NANO) return nano;
  throw new QuestionError(400, `${name} "${text}" is not a time in nanoseconds since 1970`);
}

/** A parameter under the name that the store has for it, or nothing where it is missing or empty. */
export function given<K extends string>(
  query: URLSearchParams,
  parameter: string,
  field: K,
): { [P in K]?: string } {
  const value = query.get(parameter);
  return (value ? { [field]: value } : {}) as { [P in K]?: string };
}

/** What `where` says. @throws {QuestionError} 400, with the place in the filter */
export function whereOf<T>(query: URLSearchParams, read: (filter: string) => T): T {
  try {
    return read(query.get('where') ?? '');
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new QuestionError(400, `filter, character ${error.position + 1}: ${error.message}`);
  }
}

/** A part of a path, percent-decoded. @throws {QuestionError} 400 */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new QuestionError(400, `"${text}" is not valid percent-encoding`);
  }
}
