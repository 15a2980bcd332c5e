/**
 * The text by which the metrics SDK tells attribute sets apart, asked for at every measurement: stands in for upstream's
 * `hashAttributes` in the bundle (scripts/build/metrics-sdk.mjs). RATIONALE.md tells what it is worth.
 */

import type { Attributes } from '@opentelemetry/api';

/** A set that was asked for lately. */
interface Known {
  readonly values: readonly unknown[];
  readonly key: string;
}

/** Sets that have the same names in the same order, as those are that one line of code makes. */
interface Shape {
  readonly names: readonly string[];
  readonly sets: Known[];
  oldest: number;
  /** By how much the sets that were not known outnumber those that were, down to none. */
  misses: number;
}

/** As many as are found faster than a key is made. */
const SHAPES = 16;
const SETS_OF_A_SHAPE = 8;
/** From here on looking is not worth its price any more: there are too many sets, or shapes, in turn. */
const MOST_MISSES = 64;

const shapes: Shape[] = [];
let oldest = 0;
let shapeMisses = 0;

/** Upstream's text: the same for two sets when they have the same names with the same values, in whatever order. */
export function attributeKey(attributes: Attributes): string {
  const names = Object.keys(attributes);
  if (names.length === 0) return '';
  const shape = shapeOf(names);
  if (shape === undefined || shape.misses >= MOST_MISSES) return madeKey(attributes, names);
  const { sets } = shape;
  for (let i = 0; i < sets.length; i++) {
    if (!isThat(sets[i]!, attributes, names)) continue;
    if (shape.misses > 0) shape.misses--;
    return sets[i]!.key;
  }
  shape.misses++;
  const key = madeKey(attributes, names);
  remember(shape, attributes, key);
  return key;
}

function madeKey(attributes: Attributes, names: readonly string[]): string {
  return JSON.stringify(names.toSorted().map((name) => [name, attributes[name]]));
}

/** `undefined` for one that is not kept: where more shapes take turns than are kept, those that are stay. */
function shapeOf(names: readonly string[]): Shape | undefined {
  for (let i = 0; i < shapes.length; i++) {
    if (!areSame(shapes[i]!.names, names)) continue;
    if (shapeMisses > 0) shapeMisses--;
    return shapes[i]!;
  }
  if (shapeMisses >= MOST_MISSES) return undefined;
  shapeMisses++;
  const shape: Shape = { names, sets: [], oldest: 0, misses: 0 };
  shapes[oldest] = shape;
  oldest = (oldest + 1) % SHAPES;
  return shape;
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i++) if (some[i] !== others[i]) return false;
  return true;
}

function isThat({ values }: Known, attributes: Attributes, names: readonly string[]): boolean {
  for (let i = 0; i < names.length; i++) if (values[i] !== attributes[names[i]!]) return false;
  return true;
}

/** What an array holds may change behind its back, so that such a set is made anew each time; large texts are not kept. */
function remember(shape: Shape, attributes: Attributes, key: string): void {
  if (key.length > 2048) return;
  const values = shape.names.map((name) => attributes[name]);
  if (values.some((value) => typeof value === 'object' && value !== null)) return;
  shape.sets[shape.oldest] = { values, key };
  shape.oldest = (shape.oldest + 1) % SETS_OF_A_SHAPE;
}
