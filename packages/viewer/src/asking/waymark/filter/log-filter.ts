/** A filter of log records. */

import type { LogQuery } from '../../../store/queries.ts';
import { attributeCondition, equalTo, idOf, once, writtenValue } from './conditions.ts';
import { FilterError, type FilterTerm, filterTerms } from './terms.ts';

/** Each stands for four of OTLP's numbers: trace for 1 to 4, and so on. */
export const SEVERITIES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** Keys that are not looked for among attributes, unless they are written in quotes. */
export const LOG_KEYS = ['service', 'severity', 'trace', 'span', 'request'];

export type LogFilter = Omit<LogQuery, 'limit' | 'before' | 'after' | 'fromUnixNano' | 'toUnixNano'>;

/** Bare words are looked for in the body. @throws {FilterError} */
export function logFilter(text: string): LogFilter {
  const filter: LogFilter = { attributes: [] };
  for (const term of filterTerms(text)) addTerm(filter, term);
  return filter;
}

function addTerm(filter: LogFilter, term: FilterTerm): void {
  const { key } = term;
  if (key === '') throw new FilterError(`there is no key before ${term.operator}`, term.start);
  if (key === undefined) addWord(filter, term);
  else if (term.keyQuoted || !(key in SPECIAL)) filter.attributes.push(attributeCondition(term));
  else SPECIAL[key]!(filter, term);
}

type AddTerm = (filter: LogFilter, term: FilterTerm) => void;

const SPECIAL: Record<string, AddTerm> = Object.assign(Object.create(null), {
  service: addService,
  severity: addSeverity,
  trace: (filter, term) => once(filter, 'traceId', idOf(term, 32), term),
  span: (filter, term) => once(filter, 'spanId', idOf(term, 16), term),
  request: (filter, term) => once(filter, 'requestId', equalTo(term), term),
} satisfies Record<string, AddTerm>);

/** Quotes stay: to full text search, too, they make a phrase of words. */
function addWord(filter: LogFilter, { value, valueQuoted }: FilterTerm): void {
  const words = valueQuoted ? `"${value.replaceAll('"', ' ')}"` : value;
  filter.text = filter.text === undefined ? words : `${filter.text} ${words}`;
}

/** Other than by `=`, the service is the attribute that it came from. */
function addService(filter: LogFilter, term: FilterTerm): void {
  if (term.operator === '=') once(filter, 'service', writtenValue(term), term);
  else filter.attributes.push(attributeCondition(term, 'service.name'));
}

function addSeverity(filter: LogFilter, term: FilterTerm): void {
  const [lowest, highest] = severityOf(term);
  if (term.operator === '=') [filter.minSeverity, filter.maxSeverity] = [lowest, highest];
  else if (term.operator === '>=') filter.minSeverity = lowest;
  else if (term.operator === '>') filter.minSeverity = highest + 1;
  else if (term.operator === '<=') filter.maxSeverity = highest;
  else if (term.operator === '<') filter.maxSeverity = lowest - 1;
  else throw new FilterError('"severity" can be compared with =, <, <=, > and >=', term.start);
}

/** OTLP's numbers that a name or a number stands for. */
function severityOf(term: FilterTerm): [lowest: number, highest: number] {
  const text = writtenValue(term).toLowerCase();
  const index = SEVERITIES.indexOf(text === 'warning' ? 'warn' : text);
  if (index >= 0) return [index * 4 + 1, index * 4 + 4];
  if (/^\d{1,2}$/.test(text)) return [Number(text), Number(text)];
  throw new FilterError(
    `"${term.value}" is no severity; it is one of ${SEVERITIES.join(', ')}, or a number from 1 to 24`,
    term.valueStart,
  );
}
