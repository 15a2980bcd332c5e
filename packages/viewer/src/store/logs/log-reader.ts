/** What is asked of log records, as {@link TelemetryStore} has it. */

import type { OtlpAnyValue, OtlpKeyValue } from '@waymark/otlp';
import { decodeValue } from '../blocks/value-bytes.ts';
import { unlessGone } from '../keeping/block-gone.ts';
import { valueText } from '../matching/value-text.ts';
import type { LogQuery } from '../queries.ts';
import type { LogPage, StoredLog } from '../telemetry-store.ts';
import { logAt } from './log-contents.ts';
import type { LogPart } from './log-part.ts';
import { foundIn, type GiveWay, searchLogs } from './log-search.ts';
import type { LogSource } from './log-source.ts';
import { isBefore, LogTest } from './log-test.ts';

/** Keys and values are looked for in the newest so many blocks and heads: some hundred thousand records. */
const SOURCES_FOR_NAMES = 128;

export class LogReader {
  readonly #part: LogPart;
  readonly #giveWay: () => GiveWay;

  /** @param giveWay makes, for each question, what is called every now and then while it is answered */
  constructor(part: LogPart, giveWay: () => GiveWay) {
    this.#part = part;
    this.#giveWay = giveWay;
  }

  search(query: LogQuery): Promise<LogPage> {
    return searchLogs(this.#part.sources(), query, this.#giveWay());
  }

  async logOf(id: string): Promise<StoredLog | undefined> {
    const number = Number(id);
    for (const source of this.#part.sources()) {
      const { firstId, lastId, count } = source.bounds;
      if (count === 0 || !(number >= firstId && number <= lastId)) continue;
      const log = unlessGone(() => {
        const contents = source.contents();
        const row = contents.columns.idOffset.indexOf(number - firstId);
        return row < 0 ? undefined : logAt(source.bounds, contents, row);
      });
      if (log !== undefined) return log;
    }
    return undefined;
  }

  /** By time; of those at one time, as they arrived. */
  logsOf(traceId: string): Promise<StoredLog[]> {
    return this.#all({ traceId });
  }

  /** The first in time of a trace. */
  async earliestOfTrace(traceId: string): Promise<StoredLog | undefined> {
    return (await this.#all({ traceId }))[0];
  }

  /** The last in time of a span, among those that belong to a trace. */
  async latestOfSpan(spanId: string): Promise<StoredLog | undefined> {
    return (await this.#all({ spanId })).findLast(({ record }) => record.traceId !== '');
  }

  /** The last in time that has the request id among its own. */
  async latestOfRequest(requestId: string): Promise<StoredLog | undefined> {
    return (await this.search({ requestId, attributes: [], limit: 1 })).logs[0];
  }

  services(): Set<string> {
    return new Set(this.#part.sources().flatMap(({ bounds }) => (bounds.count > 0 ? bounds.service : [])));
  }

  /** How often each key is there: on records, their scopes and their resources. */
  async keyCounts(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const add = (key: string, count: number) => counts.set(key, (counts.get(key) ?? 0) + count);
    await this.#eachForNames((source) => {
      for (const [key, count] of source.contents().attributes.keyCounts()) add(key, count);
      eachShared(source, ({ key }, count) => add(key, count));
    });
    return counts;
  }

  /** How often each value of a key is there, as text; of arrays their members. */
  async valueCounts(wanted: string): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const add = (value: OtlpAnyValue, count: number) => {
      for (const each of value.arrayValue?.values ?? [value]) {
        const text = valueText(each);
        counts.set(text, (counts.get(text) ?? 0) + count);
      }
    };
    await this.#eachForNames((source) => {
      source.contents().attributes.eachValue(wanted, (bytes, start, end, count) => {
        add(decodeValue(bytes, start, end), count);
      });
      eachShared(source, ({ key, value }, count) => {
        if (key === wanted) add(value, count);
      });
    });
    return counts;
  }

  async #all(wanted: { traceId?: string; spanId?: string }): Promise<StoredLog[]> {
    const giveWay = this.#giveWay();
    const test = new LogTest({ ...wanted, attributes: [], limit: Infinity });
    const found = [];
    for (const source of this.#part.sources()) {
      await giveWay();
      if (test.mayHold(source.bounds)) found.push(...foundIn(source, test));
    }
    found.sort((one, other) => (isBefore(one, other) ? -1 : 1));
    return found.flatMap(
      ({ source, contents, row }) => unlessGone(() => logAt(source.bounds, contents, row)) ?? [],
    );
  }

  async #eachForNames(read: (source: LogSource) => void): Promise<void> {
    const giveWay = this.#giveWay();
    for (const source of this.#part.sources().slice(-SOURCES_FOR_NAMES)) {
      await giveWay();
      if (source.bounds.count > 0) unlessGone(() => read(source));
    }
  }
}

/** Calls back for each attribute of each group, with the number of records that share it. */
function eachShared(source: LogSource, found: (attribute: OtlpKeyValue, count: number) => void): void {
  const { groups, columns } = source.contents();
  const counts = new Uint32Array(groups.length);
  for (const group of columns.group) counts[group]!++;
  for (const [number, { resource, scope }] of groups.entries()) {
    for (const attribute of [...resource.attributes, ...scope.attributes]) found(attribute, counts[number]!);
  }
}
