/** Where an id of any kind leads. */

import { compare } from '../compare.ts';
import { logRequestIds, spanRequestIds } from '../request-id.ts';
import type { FoundId, StoredLog, StoredSpan } from '../telemetry-store.ts';
import { compareLogs } from './search-logs.ts';

/**
 * A trace id and a span id before a request id of the same shape; case and dashes do not matter to the first two. A trace of
 * which only log records arrived is found as well.
 */
export function findId(
  text: string,
  traces: readonly StoredSpan[][],
  logs: readonly StoredLog[],
): FoundId | undefined {
  const hex = text.trim().replaceAll('-', '').toLowerCase();
  return findTrace(hex, traces, logs) ?? findSpan(hex, traces, logs) ?? findRequest(text, traces, logs);
}

function findTrace(traceId: string, traces: readonly StoredSpan[][], logs: readonly StoredLog[]) {
  if (!/^[0-9a-f]{32}$/.test(traceId)) return undefined;
  const trace = traces.find(([first]) => first!.span.traceId === traceId);
  if (trace) return found('trace', trace[0]!);
  const log = earliest(logs.filter(({ record }) => record.traceId === traceId));
  return log && { kind: 'trace' as const, traceId, timeUnixNano: log.timeUnixNano };
}

function findSpan(spanId: string, traces: readonly StoredSpan[][], logs: readonly StoredLog[]) {
  if (!/^[0-9a-f]{16}$/.test(spanId)) return undefined;
  const trace = newest(traces.filter((spans) => spans.some(({ span }) => span.spanId === spanId)));
  if (trace) return { ...found('span', trace[0]!), spanId };
  const log = latest(logs.filter(({ record }) => record.spanId === spanId && record.traceId !== ''));
  return (
    log && {
      kind: 'span' as const,
      traceId: log.record.traceId,
      spanId,
      timeUnixNano: log.timeUnixNano,
    }
  );
}

/** The newest trace that has it on a span; else the newest log record, whose trace id may be empty. */
function findRequest(text: string, traces: readonly StoredSpan[][], logs: readonly StoredLog[]) {
  const id = text.trim();
  if (id === '') return undefined;
  const trace = newest(
    traces.filter((spans) => spans.some(({ span }) => spanRequestIds(span).all.includes(id))),
  );
  if (trace) return found('request', trace[0]!);
  const log = latest(logs.filter(({ record }) => logRequestIds(record).all.includes(id)));
  return log && { kind: 'request' as const, traceId: log.record.traceId, timeUnixNano: log.timeUnixNano };
}

function found(kind: FoundId['kind'], { span }: StoredSpan): FoundId {
  return { kind, traceId: span.traceId, timeUnixNano: BigInt(span.startTimeUnixNano) };
}

/** By start; of those that started at once, the first by id. */
function newest(traces: StoredSpan[][]): StoredSpan[] | undefined {
  const start = ([first]: StoredSpan[]) => BigInt(first!.span.startTimeUnixNano);
  const id = ([first]: StoredSpan[]) => first!.span.traceId;
  return traces.sort((one, other) => compare(start(other), start(one)) || compare(id(one), id(other)))[0];
}

const earliest = (logs: StoredLog[]) => logs.sort(compareLogs)[0];

/** Of those at one time, the one that arrived last. */
const latest = (logs: StoredLog[]) => logs.sort(compareLogs).at(-1);
