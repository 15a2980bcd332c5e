/** Log records as a real Collector has written them to `logs.jsonl`: a request a line, in OTLP's JSON. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface CollectedValue {
  stringValue?: string;
  intValue?: string;
  arrayValue?: { values: CollectedValue[] };
}

export interface CollectedRecord {
  timeUnixNano: string;
  severityNumber?: number;
  severityText?: string;
  body: CollectedValue;
  attributes: { key: string; value: CollectedValue }[];
  traceId?: string;
  spanId?: string;
}

interface CollectedRequest {
  resourceLogs: { scopeLogs: { logRecords: CollectedRecord[] }[] }[];
}

/** The part of a running Collector that is looked at. */
interface Collector {
  directory: string;
  output(): string;
}

/** What is there now. */
export function collectedSoFar({ directory }: Collector): CollectedRecord[] {
  const file = join(directory, 'logs.jsonl');
  const requests = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return requests.flatMap((line) =>
    (JSON.parse(line) as CollectedRequest).resourceLogs.flatMap(({ scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) => logRecords),
    ),
  );
}

/** Those after the first `known`, as soon as there are `count`, which is a moment after they came. Rejects after ten seconds. */
export async function collectedLogs(
  collector: Collector,
  count: number,
  known = 0,
): Promise<CollectedRecord[]> {
  for (const end = performance.now() + 10_000; performance.now() < end; await sleep(20)) {
    const all = collectedSoFar(collector);
    if (all.length >= known + count) return all.slice(known);
  }
  const came = collectedSoFar(collector).length - known;
  throw new Error(`${came} records came, not ${count}\n${collector.output()}`);
}
