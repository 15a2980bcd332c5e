/** Spans that came in parts, as one: Zipkin looks at a trace that way when it tells who called whom. */

import type { ShownEndpoint } from './endpoint.ts';
import type { ShownSpan } from './shown-span.ts';

/** In order of their ids, a client in front of the server that shares its id. */
export function mergedSpans(trace: readonly ShownSpan[]): ShownSpan[] {
  const merged: ShownSpan[] = [];
  // What the spans of one id and side have told of who they are.
  let known: ShownEndpoint = {};
  let part: ShownSpan | undefined;
  for (const span of trace.toSorted(compare)) {
    const endpoint = span.localEndpoint ?? {};
    const isPart = part?.id === span.id && part.shared === span.shared && agree(known, endpoint);
    known = isPart ? { ...endpoint, ...known } : endpoint;
    if (isPart) merged[merged.length - 1] = joined(merged.at(-1)!, span);
    else merged.push(span);
    part = merged.at(-1);
  }
  return merged.map((span, at) => completed(span, merged[at - 1]));
}

/** A server shares the id of the client before it, though it may not say so. */
function completed(span: ShownSpan, before: ShownSpan | undefined): ShownSpan {
  const isShared = before?.id === span.id && before.kind === 'CLIENT' && span.kind === 'SERVER';
  return isShared ? { ...span, shared: true } : span;
}

/** The first one's word counts, but for tags. */
function joined(first: ShownSpan, next: ShownSpan): ShownSpan {
  const span = { ...next, ...first };
  if (first.localEndpoint) span.localEndpoint = { ...next.localEndpoint, ...first.localEndpoint };
  if (first.remoteEndpoint) span.remoteEndpoint = { ...next.remoteEndpoint, ...first.remoteEndpoint };
  span.tags = { ...first.tags, ...next.tags };
  return span;
}

const FIELDS = ['serviceName', 'ipv4', 'ipv6', 'port'] as const;

function agree(one: ShownEndpoint, other: ShownEndpoint): boolean {
  return FIELDS.every(
    (field) => one[field] === undefined || other[field] === undefined || one[field] === other[field],
  );
}

function compare(one: ShownSpan, other: ShownSpan): number {
  return (
    byText(one.id, other.id) || side(one) - side(other) || byEndpoint(one.localEndpoint, other.localEndpoint)
  );
}

/** Clients, then what does not share, then servers that do. */
const side = ({ shared, kind }: ShownSpan) => (shared ? 2 : kind === 'CLIENT' ? 0 : 1);

/** None first, and what lacks a field last. */
function byEndpoint(one: ShownEndpoint | undefined, other: ShownEndpoint | undefined): number {
  if (one === undefined || other === undefined)
    return Number(one !== undefined) - Number(other !== undefined);
  for (const field of ['serviceName', 'ipv4', 'ipv6'] as const) {
    const [left, right] = [one[field], other[field]];
    if (left === right) continue;
    if (left === undefined || right === undefined) return left === undefined ? 1 : -1;
    return byText(left, right);
  }
  return 0;
}

const byText = (one: string, other: string) => (one === other ? 0 : one < other ? -1 : 1);
