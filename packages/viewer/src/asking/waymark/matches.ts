/** `GET traces/:id/matches`: which spans of a trace a filter finds. */

import { spanHolds } from '../../store/matching/span-condition.ts';
import { Turns } from '../turns.ts';
import type { Asked } from './asked.ts';
import { spanFilter } from './filter/span-filter.ts';
import { foundTrace } from './found-trace.ts';
import { whereOf } from './parameters.ts';
import type { MatchesJson } from './shapes.ts';

export async function matches(asked: Asked): Promise<MatchesJson> {
  const {
    store,
    query,
    names: [id = ''],
  } = asked;
  const condition = whereOf(query, spanFilter);
  const { traceId } = await foundTrace(asked, id);
  const spans = await store.spansOf(traceId);
  const turns = new Turns();
  const spanIds: string[] = [];
  for (const stored of spans) {
    if (turns.over) await turns.next();
    if (spanHolds(stored, condition)) spanIds.push(stored.span.spanId);
  }
  return { spanIds };
}
