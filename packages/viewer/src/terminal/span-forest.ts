/** Which span is under which: the trees of a trace, whatever arrived of it. */

import { separateShared } from '@waymark/zipkin';
import { compare } from '../store/compare.ts';
import { startOf } from '../store/matching/span-condition.ts';
import type { StoredSpan } from '../store/telemetry-store.ts';

/** A span with its place in the tree. */
export interface SpanNode {
  stored: StoredSpan;
  children: SpanNode[];
  /** It names a parent that did not arrive, or that would close a circle. */
  orphan: boolean;
}

interface PlacedNode extends SpanNode {
  spanId: string;
  parentSpanId: string;
}

/**
 * Roots and orphans in order of start, each with its children in order of start. Every span stands exactly once; a server that
 * shares the id of its client stands below it.
 */
export function spanForest(spans: readonly StoredSpan[]): SpanNode[] {
  const all = separateShared(spans.map(placed), ({ stored }) => stored.service);
  const nodes = new Map(all.map((node) => [node.spanId, node]));
  const circular = inCircles(nodes);
  const tops: SpanNode[] = [];
  for (const node of all) {
    const parent = nodes.get(node.parentSpanId);
    node.orphan = node.parentSpanId !== '' && (!parent || circular.has(node.spanId));
    if (parent && !node.orphan) parent.children.push(node);
    else tops.push(node);
  }
  for (const { children } of all) children.sort(byStart);
  return tops.sort(byStart);
}

function placed(stored: StoredSpan) {
  const { traceId, spanId, parentSpanId, kind } = stored.span;
  return { stored, traceId, spanId, parentSpanId, kind, children: [] as SpanNode[], orphan: false };
}

/**
 * The ids from which the way up comes back. Broken senders must not hang a reader, so each way is gone once: it ends where
 * another one went.
 */
function inCircles(nodes: ReadonlyMap<string, PlacedNode>): Set<string> {
  const circular = new Set<string>();
  const gone = new Set<string>();
  for (const start of nodes.keys()) {
    const way: string[] = [];
    let id: string | undefined = start;
    for (; id !== undefined && !gone.has(id); id = nodes.get(id)?.parentSpanId) {
      gone.add(id);
      way.push(id);
    }
    const back = id === undefined ? -1 : way.indexOf(id);
    if (back >= 0) for (const each of way.slice(back)) circular.add(each);
  }
  return circular;
}

const byStart = (one: SpanNode, other: SpanNode) => compare(startOf(one.stored), startOf(other.stored));
