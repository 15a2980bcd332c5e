/** The search that traces and their summaries have in common. */

import { checkedLimit, type JaegerSearch, searchOf } from '../found-traces.ts';
import { ParameterError } from '../parameter-error.ts';
import { tagConditions } from '../tag-conditions.ts';
import {
  booleanParameter,
  countParameter,
  durationParameter,
  mapParameter,
  type Names,
  textParameter,
  timeParameter,
} from './parameters.ts';

const DEFAULT_DEPTH = 100;

const SERVICE: Names = ['query.serviceName', 'query.service_name'];
const OPERATION: Names = ['query.operationName', 'query.operation_name'];
const FROM: Names = ['query.startTimeMin', 'query.start_time_min'];
const TO: Names = ['query.startTimeMax', 'query.start_time_max'];
const SHORTEST: Names = ['query.durationMin', 'query.duration_min'];
const LONGEST: Names = ['query.durationMax', 'query.duration_max'];
const DEPTH: Names = ['query.searchDepth', 'query.search_depth', 'query.num_traces'];
const RAW: Names = ['query.rawTraces', 'query.raw_traces'];

/** @throws ParameterError */
export function searchParameters(query: URLSearchParams): { search: JaegerSearch; raw: boolean } {
  const [from, to] = timeRange(query);
  const search = searchOf({
    service: textParameter(query, SERVICE),
    operation: textParameter(query, OPERATION),
    from,
    to,
    limit: countParameter(query, DEPTH) ?? DEFAULT_DEPTH,
    shortest: durationParameter(query, SHORTEST),
    longest: durationParameter(query, LONGEST),
    conditions: tagConditions(mapParameter(query, ['query.attributes'])),
  });
  const raw = booleanParameter(query, RAW);
  // Experimental in Jaeger, and answering something else than was asked would be worse than nothing.
  for (const name of [
    'query.filter',
    'query.orderBy',
    'query.pagination.pageSize',
    'query.pagination.pageToken',
  ])
    if (query.has(name)) throw new ParameterError(`parameter ${name} is not supported`);
  checkedLimit(search.limit);
  return { search, raw };
}

function timeRange(query: URLSearchParams): [from: bigint, to: bigint] {
  if (textParameter(query, FROM) === '' || textParameter(query, TO) === '')
    throw new ParameterError('query.start_time_min and query.start_time_max are required');
  const [from, to] = [timeParameter(query, FROM)!, timeParameter(query, TO)!];
  if (to <= from) throw new ParameterError('query.startTimeMin must be before query.startTimeMax');
  return [from, to];
}
