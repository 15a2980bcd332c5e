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
  const nodes = new Map(
    spans.map((span) => [span.spanId, { span, children: [], orphan: false } as SpanNode]),
  );
  const tops: SpanNode[] = [];
  for (const node of nodes.values()) {
    const parent = nodes.get(node.span.parentSpanId ?? '');
    node.orphan = node.span.parentSpanId !== undefined && (!parent || isAbove(nodes, node));
    if (parent && !node.orphan) parent.children.push(node);
    else tops.push(node);
  }
  for (const { children } of nodes.values()) children.sort(byStart);
  return tops.sort(byStart);
}

/** Whether the way up from a span comes back to it. Broken senders must not hang a reader. */
function isAbove(nodes: ReadonlyMap<string, SpanNode>, node: SpanNode): boolean {
  const seen = new Set<string>();
  let id = node.span.parentSpanId;
  while (id !== undefined && !seen.has(id)) {
    if (id === node.span.spanId) return true;
    seen.add(id);
    id = nodes.get(id)?.span.parentSpanId;
  }
  return false;
}

const byStart = (a: SpanNode, b: SpanNode) =>
  a.span.startUnixNano < b.span.startUnixNano ? -1 : a.span.startUnixNano > b.span.startUnixNano ? 1 : 0;
