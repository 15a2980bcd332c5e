/** Whether a log record answers a query, as {@link LogQuery} says it. */

import type { LogQuery } from '../queries.ts';
import { logRequestIds } from '../request-id.ts';
import type { StoredLog } from '../telemetry-store.ts';
import { attributeHolds } from './attribute-condition.ts';
import { isWithin } from './time-range.ts';
import { valueText } from './value-text.ts';
import { hasWords, wantedWords } from './words.ts';

/** `limit`, `before` and `after` are of the page, not of the record. */
export function logHolds(log: StoredLog, query: LogQuery): boolean {
  const { record } = log;
  if (query.service !== undefined && query.service !== log.service) return false;
  if (query.traceId !== undefined && query.traceId !== record.traceId) return false;
  if (query.spanId !== undefined && query.spanId !== record.spanId) return false;
  if (query.requestId !== undefined && !logRequestIds(record).all.includes(query.requestId)) return false;
  if (record.severityNumber < (query.minSeverity ?? -Infinity)) return false;
  if (record.severityNumber > (query.maxSeverity ?? Infinity)) return false;
  if (!isWithin(log.timeUnixNano, query)) return false;
  if (query.text !== undefined && !hasWords(bodyText(log), wantedWords(query.text))) return false;
  const places = [record.attributes, log.scope.attributes, log.resource.attributes];
  return query.attributes.every((each) => attributeHolds(each, places));
}

/** What full text search looks at. */
export function bodyText({ record }: Pick<StoredLog, 'record'>): string {
  return record.body ? valueText(record.body) : '';
}
