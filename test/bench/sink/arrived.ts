/** What the sink counts. */

import type { Duration } from './durations.ts';
import type { OtlpSpan } from './otlp-spans.ts';

/** What arrived since the last reset. */
export interface Arrived {
  /** Of any kind. */
  spans: number;
  serverSpans: number;
  clientSpans: number;
  internalSpans: number;
  /** Server spans with different ids, with a parent, with `url.query`, with `http.route`, with an event. */
  distinct: number;
  withParent: number;
  withQuery: number;
  withRoute: number;
  withEvent: number;
  /** Client spans with the text of a query. */
  withStatement: number;
  /** Events of all spans. */
  events: number;
  /** Log records, and of these those of a trace. */
  records: number;
  recordsInTrace: number;
  /** What the histograms counted, by the last export of each attribute set. */
  serverDurations: number;
  /** But for requests to the sink itself: upstream counts its own exports. */
  clientDurations: number;
  databaseDurations: number;
}

export const NOTHING: Arrived = {
  spans: 0,
  serverSpans: 0,
  clientSpans: 0,
  internalSpans: 0,
  distinct: 0,
  withParent: 0,
  withQuery: 0,
  withRoute: 0,
  withEvent: 0,
  withStatement: 0,
  events: 0,
  records: 0,
  recordsInTrace: 0,
  serverDurations: 0,
  clientDurations: 0,
  databaseDurations: 0,
};

export const DURATIONS: Record<Duration, keyof Arrived> = {
  'http.server.request.duration': 'serverDurations',
  'http.client.request.duration': 'clientDurations',
  'db.client.operation.duration': 'databaseDurations',
};

/** Adds one span over OTLP to `arrived`; `serverIds` are those that were seen. */
export function countSpan(arrived: Arrived, serverIds: Set<string>, span: OtlpSpan): void {
  const { id, kind, hasParent, attributes, events } = span;
  arrived.spans += 1;
  arrived[`${kind}Spans`] += 1;
  arrived.events += events;
  if (kind === 'client') arrived.withStatement += Number(attributes.has('db.query.text'));
  if (kind !== 'server') return;
  serverIds.add(id);
  arrived.distinct = serverIds.size;
  arrived.withParent += Number(hasParent);
  arrived.withQuery += Number(attributes.has('url.query'));
  arrived.withRoute += Number(attributes.has('http.route'));
  arrived.withEvent += Number(events > 0);
}
