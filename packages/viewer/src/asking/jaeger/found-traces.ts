/** What a search finds, page by page. */

import type { TraceQuery } from '../../store/queries.ts';
import type { TelemetryStore, TraceSummary } from '../../store/telemetry-store.ts';
import { ParameterError } from './parameter-error.ts';
import { serviceCondition } from './service-name.ts';

export type JaegerSearch = Omit<TraceQuery, 'limit' | 'before'> & { limit: number };

/** How many traces Jaeger keeps, and so the most that can be asked of it. */
const MAX_TRACES = 100_000;
/** The store's own limit. */
const PAGE = 1_000;

/** Newest first. @throws ParameterError where none or too many are asked for */
export async function* foundTraces(
  store: TelemetryStore,
  search: JaegerSearch,
): AsyncGenerator<TraceSummary> {
  let left = checkedLimit(search.limit);
  let before: string | undefined;
  do {
    const page = await store.searchTraces({
      ...search,
      limit: Math.min(left, PAGE),
      ...(before === undefined ? {} : { before }),
    });
    yield* page.traces;
    left -= page.traces.length;
    before = page.next;
  } while (before !== undefined && left > 0);
}

/** Before anything is asked. */
export function checkedLimit(limit: number): number {
  if (limit > 0 && limit <= MAX_TRACES) return limit;
  throw new ParameterError('search depth must be greater than 0 and less than max traces', 500);
}

/** The conditions of a search that both APIs have: what is not given does not count. */
export function searchOf(given: {
  service: string;
  operation: string;
  from: bigint;
  /** Inclusive, as Jaeger has it. */
  to: bigint;
  /** 0 for none, as is the longest. */
  shortest: bigint;
  longest: bigint;
  limit: number;
  conditions: Pick<TraceQuery, 'attributes' | 'error' | 'kind'>;
}): JaegerSearch {
  const { service, operation, shortest, longest, conditions } = given;
  const ofService = service === '' ? { attributes: [] } : serviceCondition(service);
  return {
    ...ofService,
    ...conditions,
    attributes: [...ofService.attributes, ...conditions.attributes],
    ...(operation === '' ? {} : { operation }),
    fromUnixNano: given.from,
    toUnixNano: given.to + 1n,
    ...(shortest === 0n ? {} : { minDurationNano: shortest }),
    ...(longest === 0n ? {} : { maxDurationNano: longest }),
    limit: given.limit,
  };
}
