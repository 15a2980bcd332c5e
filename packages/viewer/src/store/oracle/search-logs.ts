/** Pages of log records, newest first. */

import { compare } from '../compare.ts';
import { logHolds } from '../matching/log-query.ts';
import { PlaceError } from '../place-error.ts';
import type { LogQuery } from '../queries.ts';
import type { LogPage, StoredLog } from '../telemetry-store.ts';

export function searchLogs(all: readonly StoredLog[], query: LogQuery): LogPage {
  const { before, after, limit } = query;
  const found = all.filter(
    (log) => logHolds(log, query) && (after === undefined || BigInt(log.id) > BigInt(after)),
  );
  const sorted = found.sort((one, other) => compareLogs(other, one));
  const last = before === undefined ? undefined : all.find(({ id }) => id === before);
  if (before !== undefined && last === undefined) throw new PlaceError(before);
  const rest = last === undefined ? sorted : sorted.filter((log) => compareLogs(log, last) < 0);
  const logs = rest.slice(0, limit);
  return rest.length > limit ? { logs, next: logs.at(-1)!.id } : { logs };
}

/** By time; of those at one time, as they arrived. */
export function compareLogs(one: StoredLog, other: StoredLog): number {
  return compare(one.timeUnixNano, other.timeUnixNano) || compare(BigInt(one.id), BigInt(other.id));
}
