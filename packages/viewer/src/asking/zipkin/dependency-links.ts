/** Which service called which, and how often in vain, as Zipkin reads it off traces. */

import type { ShownSpan } from './shown-span.ts';
import { type SpanNode, spanTree } from './span-tree.ts';

export interface DependencyLink {
  parent: string;
  child: string;
  callCount: number;
  /** Left out where it is 0. */
  errorCount?: number;
}

export class DependencyLinks {
  readonly #links = new Map<string, DependencyLink>();

  /** @param trace spans of one trace */
  add(trace: readonly ShownSpan[]): void {
    for (const node of spanTree(trace)) this.#look(node);
  }

  all(): DependencyLink[] {
    return [...this.#links.values()];
  }

  #look(node: SpanNode): void {
    const { span } = node;
    const kind = kindOf(node);
    if (kind === undefined) return;
    const [service, remote] = [span.localEndpoint?.serviceName, span.remoteEndpoint?.serviceName];
    const isServer = kind === 'SERVER' || kind === 'CONSUMER';
    const [parent, child] = isServer ? [remote, service] : [service, remote];
    const failed = hasError(span);
    // A message is handed to a broker, whom nobody traces: what is above does not tell more.
    if (kind === 'PRODUCER' || kind === 'CONSUMER') this.#count(parent, child, failed);
    else this.#call(node, kind, parent, child, failed);
  }

  #call(
    node: SpanNode,
    kind: string,
    parent: string | undefined,
    child: string | undefined,
    failed: boolean,
  ): void {
    const caller = remoteAncestor(node);
    const name = caller?.localEndpoint?.serviceName;
    if (caller === undefined || name === undefined) {
      this.#count(parent, child, failed);
      return;
    }
    const { span } = node;
    const service = span.localEndpoint?.serviceName;
    // The client's service was called as well, and its server is missing.
    if (kind === 'CLIENT' && service !== undefined && service !== name) this.#count(name, service, false);
    // Client and server of one call: either may have seen it fail.
    const isSameCall = caller.kind === 'CLIENT' && span.parentId === caller.id;
    const failedThere = failed || (isSameCall && hasError(caller));
    this.#count(kind === 'SERVER' ? name : (parent ?? name), child, failedThere);
  }

  #count(parent: string | undefined, child: string | undefined, failed: boolean): void {
    if (parent === undefined || child === undefined) return;
    const key = JSON.stringify([parent, child]);
    const link = this.#links.get(key) ?? { parent, child, callCount: 0 };
    link.callCount++;
    if (failed) link.errorCount = (link.errorCount ?? 0) + 1;
    this.#links.set(key, link);
  }
}

/** A client whose server is there is left to that; a span without a kind is a client if it knows both sides. */
function kindOf({ span, children }: SpanNode): string | undefined {
  if (span.kind === 'CLIENT' && children.length > 0) return undefined;
  if (span.kind !== undefined) return span.kind;
  const knowsBoth = span.localEndpoint?.serviceName && span.remoteEndpoint?.serviceName;
  return knowsBoth ? 'CLIENT' : undefined;
}

function remoteAncestor({ parent }: SpanNode): ShownSpan | undefined {
  for (let node = parent; node !== undefined; node = node.parent) if (node.span.kind) return node.span;
  return undefined;
}

const hasError = ({ tags = {} }: ShownSpan) => Object.hasOwn(tags, 'error');
