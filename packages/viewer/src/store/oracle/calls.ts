/** Which services call which. */

import { separateShared } from '@waymark/zipkin';
import { compare } from '../compare.ts';
import { STATUS_ERROR } from '../matching/span-fields.ts';
import { isWithin } from '../matching/time-range.ts';
import type { ServiceCall, StoredSpan, TimeRange } from '../telemetry-store.ts';

/**
 * Each span that starts in the range and whose parent is in its trace, at whatever time, is a call. A server that shares the id
 * of its client is called by it, and calls what its own process made below it. Sorted by parent and child.
 *
 * @param traces each with its spans by start
 */
export function callsOf(traces: readonly StoredSpan[][], range: TimeRange): ServiceCall[] {
  const calls = new Map<string, ServiceCall>();
  for (const spans of traces) for (const call of callsIn(spans, range)) add(calls, call);
  return [...calls.values()].sort(
    (one, other) => compare(one.parent, other.parent) || compare(one.child, other.child),
  );
}

function callsIn(trace: readonly StoredSpan[], range: TimeRange): ServiceCall[] {
  const flat = trace.map(({ service, span }) => ({ ...span, service }));
  const spans = separateShared(flat, ({ service }) => service);
  return spans.flatMap((span) => {
    const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
    if (parent === undefined || !isWithin(BigInt(span.startTimeUnixNano), range)) return [];
    const errorCount = span.status.code === STATUS_ERROR ? 1 : 0;
    return [{ parent: parent.service, child: span.service, callCount: 1, errorCount }];
  });
}

function add(calls: Map<string, ServiceCall>, { parent, child, callCount, errorCount }: ServiceCall): void {
  const key = JSON.stringify([parent, child]);
  const sum = calls.get(key) ?? { parent, child, callCount: 0, errorCount: 0 };
  sum.callCount += callCount;
  sum.errorCount += errorCount;
  calls.set(key, sum);
}
