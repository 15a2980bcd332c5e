/** `GET traces/:id/matches`: which spans of a trace a filter finds. */

import type { Asked } from './asked.ts';
import { spanFilter } from './filter/span-filter.ts';
import { foundTrace } from './found-trace.ts';
import { whereOf } from './parameters.ts';
import type { MatchesJson } from './shapes.ts';

export async function matches(asked: Asked): Promise<MatchesJson> {
  const condition = whereOf(asked.query, spanFilter);
  const { traceId } = await foundTrace(asked, asked.names[0] ?? '');
  return { spanIds: await asked.store.matchingSpans(traceId, condition) };
}
