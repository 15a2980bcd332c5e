/** `GET logs`, newest first, and `GET logs/:id`. */

import type { LogQuery } from '../../store/queries.ts';
import type { StoredLog } from '../../store/telemetry-store.ts';
import { QuestionError } from '../question-error.ts';
import type { Asked } from './asked.ts';
import { type LogFilter, logFilter } from './filter/log-filter.ts';
import { quoteWord } from './filter/terms.ts';
import { given, limitOf, rangeOf, whereOf } from './parameters.ts';
import type { LogDetailsJson, LogJson, LogListJson } from './shapes.ts';
import { shortAttributes, shortName, shortValue } from './short-text.ts';

export async function logList({ store, query }: Asked): Promise<LogListJson> {
  const { logs, next } = await store.searchLogs(logQuery(query));
  return { logs: logs.map(shortLogJson), ...(next === undefined ? {} : { next }) };
}

export async function logDetails({ store, names: [id = ''] }: Asked): Promise<LogDetailsJson> {
  const log = await store.logOf(id);
  if (log === undefined) throw new QuestionError(404, `no log record has the id "${id}"`);
  return { log: logJson(log), resource: log.resource };
}

function shortLogJson(log: StoredLog): LogJson {
  const { service, requestId, body, attributes, ...rest } = logJson(log);
  return {
    ...rest,
    service: shortName(service),
    attributes: shortAttributes(attributes),
    ...(body === undefined ? {} : { body: shortValue(body) }),
    ...(requestId === undefined ? {} : { requestId: shortName(requestId) }),
  };
}

function logJson(log: StoredLog): LogJson {
  const { id, timeUnixNano, service, requestId, scope, record } = log;
  const { severityNumber, severityText, body, traceId, spanId, eventName, attributes } = record;
  return {
    id,
    timeUnixNano: String(timeUnixNano),
    service,
    severityNumber,
    severityText,
    scope: scope.name,
    attributes,
    ...(body === undefined ? {} : { body }),
    ...(traceId === '' ? {} : { traceId }),
    ...(spanId === '' ? {} : { spanId }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(eventName === '' ? {} : { eventName }),
  };
}

/** Each of the parameters is a short form of what `where` can say as well. */
export function logQuery(query: URLSearchParams): LogQuery {
  const filter = whereOf(query, (where) => logFilter([where, ...shortForms(query)].join(' ')));
  return {
    ...filter,
    ...textOf(query, filter),
    ...rangeOf(query),
    ...given(query, 'before', 'before'),
    ...afterOf(query),
    limit: limitOf(query, 100),
  };
}

const SHORT_FORMS = {
  service: 'service=',
  severity: 'severity>=',
  trace: 'trace=',
  span: 'span=',
  request: 'request=',
};

function shortForms(query: URLSearchParams): string[] {
  return Object.entries(SHORT_FORMS).flatMap(([name, begin]) => {
    const value = query.get(name);
    return value ? [begin + quoteWord(value)] : [];
  });
}

function textOf(query: URLSearchParams, filter: LogFilter): { text?: string } {
  const words = [filter.text, query.get('text')].filter((each) => each);
  return words.length > 0 ? { text: words.join(' ') } : {};
}

function afterOf(query: URLSearchParams): { after?: string } {
  const after = query.get('after');
  if (!after) return {};
  if (/^\d{1,20}$/.test(after)) return { after };
  throw new QuestionError(400, `after "${after}" is not the id of a log record`);
}
