/** All that is computed of a trace before the first row is drawn. */

import { type ClockSkew, clockSkewOf } from './clock-skew.ts';
import { endOf, type SpanColumns, STATUS_ERROR } from './columns.ts';
import { type CriticalPath, criticalPathOf } from './critical-path.ts';
import { errorRows } from './hops.ts';
import { type SpanTree, treeOf } from './tree.ts';

export interface TraceModel {
  /** As shown: with corrected times where clocks were off and that is wanted. */
  trace: SpanColumns;
  tree: SpanTree;
  /** What is to be corrected, be it done or not. */
  skew?: ClockSkew;
  path?: CriticalPath;
  /** Rows of spans with an error, from top to bottom. */
  errors: Uint32Array;
}

export function modelOf(sent: SpanColumns, { correctClocks }: { correctClocks: boolean }): TraceModel {
  const asSent = treeOf(sent);
  const skew = clockSkewOf(sent, asSent);
  const isCorrected = skew !== undefined && correctClocks;
  const trace = isCorrected ? withStarts(sent, skew.start) : sent;
  const tree = isCorrected ? treeOf(trace) : asSent;
  const path = criticalPathOf(trace, tree);
  return {
    trace,
    tree,
    errors: errorRows(trace, tree),
    ...(skew === undefined ? {} : { skew }),
    ...(path === undefined ? {} : { path }),
  };
}

/** The earliest span is where the trace starts. */
function withStarts(trace: SpanColumns, moved: Float64Array): SpanColumns {
  let earliest = Number.POSITIVE_INFINITY;
  for (const at of moved) earliest = Math.min(earliest, at);
  const start = moved.map((at) => at - earliest);
  return {
    ...trace,
    start,
    startUnixNano: trace.startUnixNano + BigInt(Math.round(earliest)),
    end: endOf(start, trace.duration),
  };
}

/** What each service has of a trace. */
export interface ServiceShare {
  service: number;
  spans: number;
  errors: number;
  /** Nanoseconds on the critical path. */
  onPath: number;
}

/** The one that was waited for longest comes first. */
export function serviceShares({ trace, path }: TraceModel): ServiceShare[] {
  const shares = trace.services.map((_, service) => ({ service, spans: 0, errors: 0, onPath: 0 }));
  for (let row = 0; row < trace.size; row++) {
    const share = shares[trace.service[row]!]!;
    share.spans++;
    if (trace.status[row] === STATUS_ERROR) share.errors++;
    share.onPath += path?.time[row] ?? 0;
  }
  return shares.filter(({ spans }) => spans > 0).sort((a, b) => b.onPath - a.onPath || b.spans - a.spans);
}

/** The row that a trace is called after: the earliest without a parent, else the earliest. */
export function titleRow({ tree, path }: TraceModel): number {
  return path?.root ?? tree.order[0] ?? -1;
}
