/** Which span is under which: the trees of a trace, whatever arrived of it. */

import type { SpanRecord } from './records.ts';

/** A span with its place in the tree. */
export interface SpanNode {
  span: SpanRecord;
  children: SpanNode[];
  /** It names a parent that did not arrive, or that would close a circle. */
  orphan: boolean;
}

/** Roots and orphans in order of start, each with its children in order of start. Every span stands exactly once. */
export function spanForest(spans: readonly SpanRecord[]): SpanNode[] {
  const all = spans.map((span): SpanNode => ({ span, children: [], orphan: false }));
  const nodes = new Map(all.map((node) => [node.span.spanId, node]));
  const circular = inCircles(nodes);
  const tops: SpanNode[] = [];
  for (const node of all) {
    const parent = nodes.get(node.span.parentSpanId ?? '');
    node.orphan = node.span.parentSpanId !== undefined && (!parent || circular.has(node.span.spanId));
    if (parent && !node.orphan) parent.children.push(node);
    else tops.push(node);
  }
  for (const { children } of all) children.sort(byStart);
  return tops.sort(byStart);
}

/**
 * The ids from which the way up comes back. Broken senders must not hang a reader, so each way is gone once: it ends where
 * another one went.
 */
function inCircles(nodes: ReadonlyMap<string, SpanNode>): Set<string> {
  const circular = new Set<string>();
  const gone = new Set<string>();
  for (const start of nodes.keys()) {
    const way: string[] = [];
    let id: string | undefined = start;
    for (; id !== undefined && !gone.has(id); id = nodes.get(id)?.span.parentSpanId) {
      gone.add(id);
      way.push(id);
    }
    const back = id === undefined ? -1 : way.indexOf(id);
    if (back >= 0) for (const each of way.slice(back)) circular.add(each);
  }
  return circular;
}

const byStart = (a: SpanNode, b: SpanNode) =>
  a.span.startUnixNano < b.span.startUnixNano ? -1 : a.span.startUnixNano > b.span.startUnixNano ? 1 : 0;
