/** Pages of log records that belong to one list, newest first. */

import type { LogJson } from '../../../src/asking/waymark/shapes.ts';
import type { Page } from '../live/feed.ts';

type Logs = Page<LogJson>;

/** The id of the record that arrived last, which need not be the newest by its time. '' for none. */
export function lastArrived({ items }: Logs): string {
  return items.reduce((last, { id }) => (isAfter(id, last) ? id : last), '');
}

/**
 * What is known with the records that arrived since, each at its time. When more arrived than one page holds, only that page
 * stays: what lies between would be missing with nothing to tell.
 */
export function withArrived(known: Logs, arrived: Logs): Logs {
  if (arrived.next !== undefined) return arrived;
  if (arrived.items.length === 0) return known;
  const ids = new Set(arrived.items.map((log) => log.id));
  const items = [...known.items.filter((log) => !ids.has(log.id)), ...arrived.items].sort(newestFirst);
  return { items, next: known.next };
}

/** The next page behind what is known. */
export function withOlder(known: Logs, older: Logs): Logs {
  const ids = new Set(known.items.map((log) => log.id));
  return { items: [...known.items, ...older.items.filter((log) => !ids.has(log.id))], next: older.next };
}

function newestFirst(one: LogJson, other: LogJson): number {
  if (one.timeUnixNano !== other.timeUnixNano) return isAfter(one.timeUnixNano, other.timeUnixNano) ? -1 : 1;
  return isAfter(one.id, other.id) ? -1 : 1;
}

/** Compares whole numbers of any size by their digits. */
function isAfter(one: string, other: string): boolean {
  return one.length === other.length ? one > other : one.length > other.length;
}
