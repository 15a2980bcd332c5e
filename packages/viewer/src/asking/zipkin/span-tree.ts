/** A trace as the tree that Zipkin makes of it, where several servers may share the id of their client. */

import type { ShownEndpoint } from './endpoint.ts';
import { mergedSpans } from './merged-spans.ts';
import type { ShownSpan } from './shown-span.ts';

export interface SpanNode {
  span: ShownSpan;
  parent?: SpanNode;
  children: SpanNode[];
}

/** Every span, parents before their children. What misses its parent hangs below the first span without one, if there is one. */
export function spanTree(trace: readonly ShownSpan[]): SpanNode[] {
  const spans = mergedSpans(trace);
  const shared = new Set(spans.filter((each) => each.shared).map(keyOf));
  const byKey = new Map<string, SpanNode>();
  const above = new Map<SpanNode, string | undefined>();
  let root: SpanNode | undefined;
  for (const span of spans) {
    const node = { span, children: [] };
    const parent = parentKey(span, shared);
    if (parent === undefined && root === undefined) {
      root = node;
      // Nobody finds it by its id, so that what is below it hangs there for want of a parent.
      continue;
    }
    byKey.set(keyOf(span), node);
    if (span.shared) byKey.set(sharedKey(span.id, undefined), node);
    above.set(node, parent);
  }
  const tops = root === undefined ? [] : [root];
  const placed = new Set(byKey.values());
  for (const [node, key] of above)
    if (placed.has(node) && !hasIdOf(root, node)) hang(node, byKey.get(key ?? ''), root, tops);
  return breadthFirst(tops);
}

/** A second server of a root client that does not say that it shares the id: Zipkin loses it, and what is below it. */
function hasIdOf(root: SpanNode | undefined, { span }: SpanNode): boolean {
  return root?.span.id === span.id && span.shared !== true;
}

function hang(
  node: SpanNode,
  found: SpanNode | undefined,
  root: SpanNode | undefined,
  tops: SpanNode[],
): void {
  const parent = found === node ? root : (found ?? root);
  if (parent === undefined) {
    tops.push(node);
    return;
  }
  node.parent = parent;
  parent.children.push(node);
}

/** Below a server of its own process that shares the parent's id, if there is one, rather than below the client. */
function parentKey({ id, parentId, shared, localEndpoint }: ShownSpan, servers: ReadonlySet<string>) {
  if (shared) return id;
  if (parentId === undefined) return undefined;
  const server = sharedKey(parentId, localEndpoint);
  return servers.has(server) ? server : parentId;
}

const keyOf = ({ id, shared, localEndpoint }: ShownSpan) => (shared ? sharedKey(id, localEndpoint) : id);

function sharedKey(id: string, { serviceName, ipv4, ipv6, port }: ShownEndpoint = {}): string {
  return JSON.stringify([id, serviceName, ipv4, ipv6, port]);
}

/** Spans that are each other's parents are none of it. */
function breadthFirst(tops: readonly SpanNode[]): SpanNode[] {
  const nodes = [...tops];
  for (let at = 0; at < nodes.length; at++) nodes.push(...nodes[at]!.children);
  return nodes;
}
