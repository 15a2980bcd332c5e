/** A trace as columns, with the spans that still run in their places. */

import { startOf } from '../../store/matching/span-condition.ts';
import type { StoredSpan, TraceColumns } from '../../store/telemetry-store.ts';
import { columnsOf, compareSpans } from '../../store/trace-summary.ts';
import type { Answering } from './asked.ts';

/** What still runs is drawn as long as it has been running. `pending`: its rows. */
export function columnsWithPending(
  { pending }: Answering,
  stored: TraceColumns,
  traceId: string,
): { columns: TraceColumns; pending: number[] } {
  const running = runningSpans(pending?.spansOf(traceId) ?? [], stored);
  if (running.length === 0) return { columns: stored, pending: [] };
  const now = BigInt(Date.now()) * 1_000_000n;
  return merged(stored, columnsOf(running.map((each) => lastingUntil(each, now))));
}

/** A span that is in the store has ended, whatever was announced. */
export function runningSpans(announced: readonly StoredSpan[], { spanId }: TraceColumns): StoredSpan[] {
  if (announced.length === 0) return [];
  const ended = new Set(spanId);
  return announced.filter(({ span }) => !ended.has(BigInt(`0x${span.spanId}`))).sort(compareSpans);
}

function lastingUntil(stored: StoredSpan, now: bigint): StoredSpan {
  const start = startOf(stored);
  return { ...stored, span: { ...stored.span, endTimeUnixNano: String(now > start ? now : start) } };
}

function merged(stored: TraceColumns, running: TraceColumns): { columns: TraceColumns; pending: number[] } {
  const count = stored.start.length;
  const starts = [...stored.start, ...running.start];
  const order = starts.map((_, row) => row).sort((one, other) => Number(starts[one]! - starts[other]!));
  const pick = <T>(own: ArrayLike<T>, others: ArrayLike<T>) =>
    order.map((row) => (row < count ? own[row]! : others[row - count]!));
  const services = joined(stored.services, running.services);
  const names = joined(stored.names, running.names);
  const requestId = stored.requestId ?? running.requestId;
  const columns = {
    services: services.all,
    names: names.all,
    spanId: BigUint64Array.from(pick(stored.spanId, running.spanId)),
    parentSpanId: BigUint64Array.from(pick(stored.parentSpanId, running.parentSpanId)),
    service: Uint32Array.from(pick(stored.service, running.service.map(services.place))),
    name: Uint32Array.from(pick(stored.name, running.name.map(names.place))),
    kind: Uint8Array.from(pick(stored.kind, running.kind)),
    status: Uint8Array.from(pick(stored.status, running.status)),
    start: BigUint64Array.from(pick(stored.start, running.start)),
    end: BigUint64Array.from(pick(stored.end, running.end)),
    ...(requestId === undefined ? {} : { requestId }),
  };
  return { columns, pending: order.flatMap((row, at) => (row < count ? [] : [at])) };
}

/** Both lists, no name twice: pages compare indices. `place`: where a name of the second list stands. */
function joined(names: readonly string[], others: readonly string[]) {
  const known = new Set(names);
  const all = [...names, ...others.filter((name) => !known.has(name))];
  const places = new Map(all.map((name, at) => [name, at]));
  return { all, place: (index: number) => places.get(others[index]!)! };
}
