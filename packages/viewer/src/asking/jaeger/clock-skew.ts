/**
 * Spans that do not lie within their parent, as another machine's clock makes them look. Jaeger moves them when it is told by
 * how much it may; it is not told by default, and warns. Deliberately likewise here: times stay as they were sent.
 */

import type { Turns } from '../../store/turns.ts';
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

export interface Warnings {
  duplicate: string;
  missingParent: (parentId: string) => string;
  /** Called with what is odd about a span, by its index. */
  warn: (index: number, warning: string) => void;
}

export async function checkClocks(
  spans: readonly PlacedSpan[],
  warnings: Warnings,
  turns: Turns,
): Promise<void> {
  const { roots, children } = await tree(spans, warnings, turns);
  const start = (index: number) => ({ index, skew: { host: spans[index]!.host, delta: 0n } });
  // A stack of its own: a trace can be deeper than JavaScript calls can.
  const waiting = roots.map(start);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { index, skew } = next;
    if (skew.delta !== 0n) warnings.warn(index, notApplied(skew.delta));
    for (const child of children[index] ?? [])
      waiting.push({ index: child, skew: skewOf(spans[child]!, spans[index]!, skew) });
    if (turns.isOver) await turns.giveWay();
  }
}

const notApplied = (delta: bigint) =>
  `clock skew adjustment disabled; not applying calculated delta of ${durationText(delta)}`;

/** By index. A span whose parent is missing is a root; one whose id came before is nowhere. */
async function tree(spans: readonly PlacedSpan[], warnings: Warnings, turns: Turns) {
  const indices = new Map<string, number>();
  await turns.each(spans.keys(), (index) => {
    const { id } = spans[index]!;
    if (indices.has(id)) warnings.warn(index, warnings.duplicate);
    else indices.set(id, index);
  });
  const children: (number[] | undefined)[] = [];
  const roots: number[] = [];
  await turns.each(indices.values(), (index) => {
    const { parentId } = spans[index]!;
    const parent = parentId === '' ? undefined : indices.get(parentId);
    if (parentId !== '' && parent === undefined) warnings.warn(index, warnings.missingParent(parentId));
    if (parent === undefined) roots.push(index);
    else children[parent] = added(children[parent], index);
  });
  return { roots, children };
}

function added(list: number[] | undefined, index: number): number[] {
  if (list === undefined) return [index];
  list.push(index);
  return list;
}

interface Skew {
  host: string;
  delta: bigint;
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
