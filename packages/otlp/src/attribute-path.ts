/**
 * Attributes of records that resemble each other: spans of one kind bring the same keys in the same order, and
 * most of their values come again. What an instrumentation writes is therefore followed as a path of keys, each
 * step with the value it had last; a run of steps that all have their last value is one copy of bytes.
 * RATIONALE.md, "What is remembered between spans?", has what that is worth.
 */

import type { ByteWriter } from './byte-writer.ts';
import { isOwn, keyBytes, mayInherit, writeEntry, writeKeyValue } from './key-value.ts';

/** Steps kept; a program that makes up more makes all of them forgotten, and the usual ones return. */
export const MAX_STEPS = 512;
/** Longer keys and texts are not kept, so that what is remembered stays below 1 MB. */
const MAX_KEY_UNITS = 128;
const MAX_TEXT_UNITS = 256;
const MAX_RUN_BYTES = 1024;

/** What no attribute's value is. */
const NONE = Symbol('none');

class Step {
  readonly key: string;
  /** Tag, length and bytes of the key, and the tag of the value that follows. */
  readonly bytes: Buffer;
  /** The last value when it can be compared, else NONE. */
  value: unknown = NONE;
  /** When the value became another one, by the count of changes. */
  changedAt = 0;
  /** The step that came after this one last time: a comparison of pointers instead of a look-up. */
  next: Step | undefined = undefined;
  others: Map<string, Step> | undefined = undefined;
  /**
   * Bytes of the run that began here last, as its steps were at that count of changes. Steps form a tree, so that the
   * last one says which branches it took; their number would not.
   */
  run: Buffer | undefined = undefined;
  runLast: Step | undefined = undefined;
  runMadeAt = 0;

  constructor(key: string) {
    this.key = key;
    this.bytes = keyBytes(key);
  }
}

export class AttributePath {
  readonly #tag: number;
  #start = new Step('');
  #steps = 0;
  #changes = 0;

  /** @param tag of the field that repeats KeyValue */
  constructor(tag: number) {
    this.#tag = tag;
  }

  /** Writes all attributes that have a value. */
  write(writer: ByteWriter, attributes: Readonly<Record<string, unknown>>): void {
    let step = this.#start;
    let first: Step | undefined;
    let last = step;
    let changedAt = 0;
    const inherits = mayInherit(attributes);
    // V8 has this loop's keys at hand; Object.keys() would make an array of them.
    for (const key in attributes) {
      if (inherits && !isOwn.call(attributes, key)) continue;
      const value = attributes[key];
      // Instrumentations say "this request has none" with undefined; upstream's span drops it at set time.
      if (value === undefined) continue;
      const next = step.next;
      if (next !== undefined && next.key === key) step = next;
      else if (key.length <= MAX_KEY_UNITS) step = this.#branch(step, key);
      else {
        if (first !== undefined) this.#writeRun(writer, first, last, changedAt);
        first = undefined;
        writeKeyValue(writer, this.#tag, key, value);
        continue;
      }
      if (step.value === value) {
        if (first === undefined) {
          first = step;
          changedAt = 0;
        }
        last = step;
        if (step.changedAt > changedAt) changedAt = step.changedAt;
      } else {
        if (first !== undefined) {
          this.#writeRun(writer, first, last, changedAt);
          first = undefined;
        }
        writeEntry(writer, this.#tag, step.bytes, value);
        this.#change(step, value);
      }
    }
    if (first !== undefined) this.#writeRun(writer, first, last, changedAt);
  }

  #writeRun(writer: ByteWriter, first: Step, last: Step, changedAt: number): void {
    if (first.run !== undefined && first.runLast === last && changedAt <= first.runMadeAt) {
      writer.raw(first.run);
      return;
    }
    const start = writer.pos;
    writeEntry(writer, this.#tag, first.bytes, first.value);
    // Each `next` is the one that was just taken.
    for (let step = first; step !== last; ) {
      step = step.next!;
      writeEntry(writer, this.#tag, step.bytes, step.value);
    }
    this.#keepRun(writer, start, first, last, changedAt);
  }

  /** A run is made into bytes when it comes the second time: those that vary would only cost. */
  #keepRun(writer: ByteWriter, start: number, first: Step, last: Step, changedAt: number): void {
    const again = first.runLast === last && changedAt <= first.runMadeAt;
    const fits = writer.pos - start <= MAX_RUN_BYTES;
    first.run = again && fits ? writer.copyFrom(start) : undefined;
    first.runLast = last;
    first.runMadeAt = this.#changes;
  }

  #change(step: Step, value: unknown): void {
    step.changedAt = ++this.#changes;
    step.value = isComparable(value) ? value : NONE;
  }

  #branch(step: Step, key: string): Step {
    let next = step.others?.get(key);
    if (next === undefined) {
      next = new Step(key);
      if (this.#steps >= MAX_STEPS) this.#forget();
      this.#steps++;
      step.others ??= new Map();
      step.others.set(key, next);
    }
    step.next = next;
    return next;
  }

  #forget(): void {
    this.#start = new Step('');
    this.#steps = 0;
  }
}

/** Arrays and objects may be changed by whoever made them; long texts are not worth their memory. */
function isComparable(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value.length <= MAX_TEXT_UNITS;
    case 'number':
    case 'boolean':
      return true;
    default:
      return false;
  }
}
