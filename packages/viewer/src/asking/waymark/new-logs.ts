/** Log records have no ids, so that of those which are imported only all that they say tells whether they are there already. */

import {
  LOGS,
  type OtlpLogRecord,
  type OtlpLogs,
  type OtlpResourceLogs,
  type OtlpScopeLogs,
  toProtobuf,
} from '@waymark/otlp';
import { compare } from '../../store/compare.ts';
import { serviceOf } from '../../store/matching/service-of.ts';
import type { LogQuery } from '../../store/queries.ts';
import type { StoredLog, TelemetryStore } from '../../store/telemetry-store.ts';

/** The most that a store gives at a time. */
const PAGE = 1000;

/** In a tenth of a second even a busy viewer gets no more than a page. */
const NEAR_NANO = 100_000_000n;

/** The records that the store does not have, in their order. Of those that are equal, as many as it has are left out. */
export async function newLogs(store: TelemetryStore, logs: OtlpLogs): Promise<OtlpLogs> {
  const there = await thereAlready(store, logs);
  if (there.size === 0) return logs;
  const isNew = (key: string): boolean => {
    const left = there.get(key) ?? 0;
    there.set(key, left - 1);
    return left <= 0;
  };
  const resourceLogs = logs.resourceLogs.map((outer) => ({
    ...outer,
    scopeLogs: outer.scopeLogs.map((inner) => ({
      ...inner,
      logRecords: inner.logRecords.filter((record) => isNew(keyOf(outer, inner, record))),
    })),
  }));
  return { resourceLogs };
}

export const countOf = ({ resourceLogs }: OtlpLogs): number => recordsOf(resourceLogs).length;

/** How often each record is there, by what it says; of records of the same times alone. */
async function thereAlready(store: TelemetryStore, logs: OtlpLogs): Promise<Map<string, number>> {
  const there = new Map<string, number>();
  const records = recordsOf(logs.resourceLogs);
  if (records.length === 0) return there;
  const times = new Set(records.map(timeOf));
  const query = commonQuery(logs.resourceLogs, records);
  for (const { from, to } of stretchesOf([...times].sort(compare))) {
    for await (const log of found(store, { ...query, fromUnixNano: from, toUnixNano: to + 1n })) {
      if (!times.has(log.timeUnixNano)) continue;
      const outer = { resource: log.resource, schemaUrl: log.resourceSchemaUrl };
      const key = keyOf(outer, { scope: log.scope, schemaUrl: log.scopeSchemaUrl }, log.record);
      there.set(key, (there.get(key) ?? 0) + 1);
    }
  }
  return there;
}

/** Times that are near each other are asked for at once, and nothing of what lies between others. */
function stretchesOf(times: readonly bigint[]): { from: bigint; to: bigint }[] {
  const stretches: { from: bigint; to: bigint }[] = [];
  for (const time of times) {
    const last = stretches.at(-1);
    if (last && time - last.to < NEAR_NANO) last.to = time;
    else stretches.push({ from: time, to: time });
  }
  return stretches;
}

async function* found(store: TelemetryStore, query: LogQuery): AsyncGenerator<StoredLog> {
  for (let before: string | undefined = ''; before !== undefined; ) {
    const page = await store.searchLogs(before === '' ? query : { ...query, before });
    yield* page.logs;
    before = page.next;
  }
}

/** What all of the records have in common, so that little else is read. */
function commonQuery(resourceLogs: OtlpResourceLogs[], records: OtlpLogRecord[]): LogQuery {
  const services = new Set(resourceLogs.map(({ resource }) => serviceOf(resource)));
  const traceIds = new Set(records.map(({ traceId }) => traceId));
  const [service, traceId] = [[...services][0]!, [...traceIds][0]!];
  const severities = records.map(({ severityNumber }) => severityNumber);
  return {
    ...(services.size === 1 ? { service } : {}),
    ...(traceIds.size === 1 && traceId !== '' ? { traceId } : {}),
    minSeverity: severities.reduce((one, other) => Math.min(one, other)),
    maxSeverity: severities.reduce((one, other) => Math.max(one, other)),
    attributes: [],
    limit: PAGE,
  };
}

const recordsOf = (resourceLogs: OtlpResourceLogs[]): OtlpLogRecord[] =>
  resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));

function timeOf({ timeUnixNano, observedTimeUnixNano }: OtlpLogRecord): bigint {
  return BigInt(timeUnixNano) || BigInt(observedTimeUnixNano);
}

type Shared<T> = Omit<T, 'scopeLogs' | 'logRecords'>;

/** All of it, as bytes: equal shapes may have their members in another order. */
function keyOf(outer: Shared<OtlpResourceLogs>, inner: Shared<OtlpScopeLogs>, record: OtlpLogRecord): string {
  const scopeLogs = [{ ...inner, logRecords: [record] }];
  const alone = { resourceLogs: [{ ...outer, scopeLogs }] };
  return Buffer.from(toProtobuf(LOGS, alone)).toString('latin1');
}
