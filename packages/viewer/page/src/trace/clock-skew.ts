/**
 * Corrects spans whose clock was off, where the trace itself shows it: no span can start before the one that caused it, and
 * a server cannot start after its client has given up waiting. Times of one service stay as they are to each other.
 *
 * The amount is Jaeger's rule (clock skew adjuster): a span that fits into its parent is put into the middle, as if both ways
 * through the network took as long; one that does not fit starts with it. Unlike Jaeger we move nothing that is merely later
 * than its parent: work that goes on after its caller is asynchronous, and no sign of a wrong clock.
 */

import { KIND_CLIENT, KIND_SERVER, type SpanColumns, STATUS_ERROR } from './columns.ts';
import type { SpanTree } from './tree.ts';

export interface ClockSkew {
  /** Starts after correction, in nanoseconds after the trace's start; may be below zero. */
  start: Float64Array;
  /** Indices of the services that were moved, in order of their first span. */
  services: number[];
  spans: number;
  /** The largest correction, in nanoseconds, without its sign. */
  largest: number;
}

/** Undefined where nothing is to be corrected. */
export function clockSkewOf(trace: SpanColumns, tree: SpanTree): ClockSkew | undefined {
  const start = Float64Array.from(trace.start);
  const moved = new Float64Array(trace.size);
  const services = new Set<number>();
  let largest = 0;
  let spans = 0;
  for (const row of tree.order) {
    const parent = tree.parent[row]!;
    if (parent < 0) continue;
    moved[row] =
      trace.service[row] === trace.service[parent] ? moved[parent]! : correction(trace, start, parent, row);
    if (moved[row] === 0) continue;
    start[row] = start[row]! + moved[row]!;
    services.add(trace.service[row]!);
    largest = Math.max(largest, Math.abs(moved[row]!));
    spans++;
  }
  return spans === 0 ? undefined : { start, services: [...services], spans, largest };
}

/** Nanoseconds to add to a span of another service than its parent's, whose start is corrected already. */
function correction(trace: SpanColumns, start: Float64Array, parent: number, row: number): number {
  const early = start[parent]! - trace.start[row]!;
  if (early <= 0 && !isLateServer(trace, start, parent, row)) return 0;
  const room = trace.duration[parent]! - trace.duration[row]!;
  return room < 0 ? early : early + room / 2;
}

/** It starts when its client has ended: only a wrong clock does that, or a client that gave up, which says so. */
function isLateServer(trace: SpanColumns, start: Float64Array, parent: number, row: number): boolean {
  return (
    trace.kind[row] === KIND_SERVER &&
    trace.kind[parent] === KIND_CLIENT &&
    trace.pending[parent] === 0 &&
    trace.status[parent] !== STATUS_ERROR &&
    trace.start[row]! > start[parent]! + trace.duration[parent]!
  );
}
