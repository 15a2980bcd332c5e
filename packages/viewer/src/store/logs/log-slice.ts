/** What a request holds of one service, with the numbers that its records were given; and as it lies in the journal. */

import { fromProtobuf, LOGS, type OtlpLogRecord, type OtlpLogs, toProtobuf } from '@waymark/otlp';
import { GrowingBytes } from '../blocks/growing-bytes.ts';
import { serviceOf } from '../matching/service-of.ts';
import type { LogGroup } from './log-group.ts';

export interface LogSlice {
  service: string;
  runs: LogRun[];
}

/** Records of one group that follow each other, and so do their ids. */
export interface LogRun {
  group: LogGroup;
  firstId: number;
  records: readonly OtlpLogRecord[];
}

/** A request of more is kept in several parts, so that no block gets larger than the index of words can number. */
const MAX_SLICE = 16_384;

/** Numbers records as they stand, across services; empty groups are left out. */
export function slicesOf(request: OtlpLogs, firstId: number): LogSlice[] {
  const slices: LogSlice[] = [];
  const open = new Map<string, { slice: LogSlice; free: number }>();
  let id = firstId;
  for (const { resource, scopeLogs, schemaUrl: resourceSchemaUrl } of request.resourceLogs) {
    const service = serviceOf(resource);
    for (const { scope, logRecords, schemaUrl: scopeSchemaUrl } of scopeLogs) {
      const group = { resource, resourceSchemaUrl, scope, scopeSchemaUrl };
      for (let at = 0; at < logRecords.length; ) {
        const last = open.get(service);
        const { slice, free } = last?.free ? last : { slice: { service, runs: [] }, free: MAX_SLICE };
        if (slice !== last?.slice) slices.push(slice);
        const records = logRecords.slice(at, at + free);
        slice.runs.push({ group, firstId: id, records });
        open.set(service, { slice, free: free - records.length });
        id += records.length;
        at += records.length;
      }
    }
  }
  return slices;
}

export const countOf = ({ runs }: LogSlice): number =>
  runs.reduce((sum, { records }) => sum + records.length, 0);

/**
 * As an entry of the journal: the ids of its runs, then a request.
 * @param whole the request, when the slice is all that it holds
 */
export function journalBytes({ runs }: LogSlice, whole?: Uint8Array): Uint8Array {
  const out = new GrowingBytes(1024);
  out.varint(runs.length);
  for (const { firstId } of runs) out.varint(firstId);
  const body = whole ?? toProtobuf(LOGS, requestOf(runs));
  out.append(body, 0, body.length);
  return out.bytes();
}

export function readJournal(service: string, bytes: Uint8Array): LogSlice {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const ids = Array.from({ length: varint() }, varint);
  const request = fromProtobuf(LOGS, bytes.subarray(at));
  const runs = slicesOf(request, 0).flatMap((slice) => slice.runs);
  return { service, runs: runs.map((run, number) => ({ ...run, firstId: ids[number]! })) };
}

function requestOf(runs: readonly LogRun[]): OtlpLogs {
  return {
    resourceLogs: runs.map(({ group, records }) => ({
      resource: group.resource,
      scopeLogs: [{ scope: group.scope, logRecords: [...records], schemaUrl: group.scopeSchemaUrl }],
      schemaUrl: group.resourceSchemaUrl,
    })),
  };
}
