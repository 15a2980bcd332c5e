/**
 * Spans that do not lie within their parent, as another machine's clock makes them look. Jaeger moves them when it is told by
 * how much it may; it is not told by default, and warns. Deliberately likewise here: times stay as they were sent.
 */

import { durationText } from './go/duration.ts';

export interface PlacedSpan {
  id: string;
  /** Empty for a root. */
  parentId: string;
  start: bigint;
  end: bigint;
  /** Names the machine, where the span tells; spans of one machine share its clock. */
  host: string;
}

export interface SkewMessages {
  duplicate: string;
  missingParent: (parentId: string) => string;
}

/** Calls `warn` with what is odd about a span, by its index in `spans`. */
export function checkClocks(
  spans: readonly PlacedSpan[],
  messages: SkewMessages,
  warn: (index: number, warning: string) => void,
): void {
  const indices = new Map<string, number>();
  spans.forEach(({ id }, index) => {
    if (indices.has(id)) warn(index, messages.duplicate);
    else indices.set(id, index);
  });
  const children = new Map<number, number[]>();
  const roots: number[] = [];
  for (const index of indices.values()) {
    const { parentId } = spans[index]!;
    const parent = parentId === '' ? undefined : indices.get(parentId);
    if (parentId !== '' && parent === undefined) warn(index, messages.missingParent(parentId));
    if (parent === undefined) roots.push(index);
    else children.set(parent, [...(children.get(parent) ?? []), index]);
  }
  for (const root of roots) walk(root, spans, children, warn);
}

interface Skew {
  host: string;
  delta: bigint;
}

/** With a stack of its own: a trace can be deeper than JavaScript calls can. */
function walk(
  root: number,
  spans: readonly PlacedSpan[],
  children: Map<number, number[]>,
  warn: (index: number, warning: string) => void,
): void {
  const waiting = [{ index: root, skew: { host: spans[root]!.host, delta: 0n } }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { index, skew } = next;
    if (skew.delta !== 0n) {
      const delta = durationText(skew.delta);
      warn(index, `clock skew adjustment disabled; not applying calculated delta of ${delta}`);
    }
    for (const child of children.get(index) ?? [])
      waiting.push({ index: child, skew: skewOf(spans[child]!, spans[index]!, skew) });
  }
}

/** That of its parent where both are of one machine; else as far as the two are apart. */
function skewOf(child: PlacedSpan, parent: PlacedSpan, above: Skew): Skew {
  if (child.host !== '' && child.host === above.host) return above;
  return { host: child.host, delta: apart(child, parent) };
}

function apart(child: PlacedSpan, parent: PlacedSpan): bigint {
  const [childDuration, parentDuration] = [child.end - child.start, parent.end - parent.start];
  if (childDuration > parentDuration) return child.start < parent.start ? parent.start - child.start : 0n;
  if (child.start >= parent.start && child.end <= parent.end) return 0n;
  // The way there and the way back are taken to be equally long.
  return parent.start + (parentDuration - childDuration) / 2n - child.start;
}
