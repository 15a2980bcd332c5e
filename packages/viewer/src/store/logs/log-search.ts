/** Pages of log records, newest first, out of many sources. */

import { unlessGone } from '../keeping/block-gone.ts';
import { PlaceError } from '../place-error.ts';
import type { LogQuery } from '../queries.ts';
import type { LogPage } from '../telemetry-store.ts';
import { timeAt } from './log-columns.ts';
import { type LogContents, logAt } from './log-contents.ts';
import type { LogSource } from './log-source.ts';
import { isBefore, type LogPlace, LogTest } from './log-test.ts';

/** Gives way to others when it is time to. */
export type GiveWay = () => Promise<void>;

interface FoundLog extends LogPlace {
  source: LogSource;
  contents: LogContents;
  row: number;
}

/** Reads the sources with the newest records first, and no more of them than the page needs. */
export async function searchLogs(
  sources: readonly LogSource[],
  query: LogQuery,
  giveWay: GiveWay,
): Promise<LogPage> {
  const test = new LogTest(query);
  const end = query.before === undefined ? undefined : readCursor(query.before);
  const found = new NewestLogs(query.limit + 1);
  const open = sources.filter(({ bounds }) => test.mayHold(bounds) && !(end && bounds.minTime > end.time));
  for (const source of open.sort(byNewest)) {
    const { floor } = found;
    if (floor && source.bounds.maxTime < floor.time) break;
    await giveWay();
    found.addAll(foundIn(source, test, end, floor));
  }
  const page = found.sorted().slice(0, query.limit);
  const logs = page.flatMap(
    ({ source, contents, row }) => unlessGone(() => logAt(source.bounds, contents, row)) ?? [],
  );
  return found.size > query.limit ? { logs, next: cursorOf(page.at(-1)!) } : { logs };
}

export function foundIn(source: LogSource, test: LogTest, end?: LogPlace, floor?: LogPlace): FoundLog[] {
  return unlessGone(() => placesOf(source, test.rows(source, end, floor))) ?? [];
}

function placesOf(source: LogSource, rows: readonly number[]): FoundLog[] {
  if (rows.length === 0) return [];
  const contents = source.contents();
  const { columns } = contents;
  const { firstId } = source.bounds;
  return rows.map((row) => ({
    time: timeAt(columns, row),
    id: firstId + columns.idOffset[row]!,
    source,
    contents,
    row,
  }));
}

/** The newest so many of all that are added. */
class NewestLogs {
  readonly #limit: number;
  #logs: FoundLog[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  addAll(logs: readonly FoundLog[]): void {
    if (logs.length === 0) return;
    this.#logs = [...this.#logs, ...logs]
      .sort((one, other) => (isBefore(one, other) ? 1 : -1))
      .slice(0, this.#limit);
  }

  get size(): number {
    return this.#logs.length;
  }

  /** When there are enough, what comes before it in time is of no use. */
  get floor(): LogPlace | undefined {
    return this.#logs.length < this.#limit ? undefined : this.#logs.at(-1);
  }

  sorted(): readonly FoundLog[] {
    return this.#logs;
  }
}

function byNewest({ bounds: one }: LogSource, { bounds: other }: LogSource): number {
  return one.maxTime < other.maxTime ? 1 : one.maxTime > other.maxTime ? -1 : 0;
}

/** Time and number: the page goes on even when the record itself is gone. */
const cursorOf = ({ time, id }: LogPlace) => `${time}-${id}`;

/** @throws PlaceError */
function readCursor(text: string): LogPlace {
  const [, time, id] = /^(\d{1,20})-(\d{1,16})$/.exec(text) ?? [];
  if (time === undefined) throw new PlaceError(text);
  return { time: BigInt(time), id: Number(id) };
}
