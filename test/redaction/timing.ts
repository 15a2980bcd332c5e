/** How long texts take: the cheapest of many passes, since all that disturbs makes a pass longer and nothing shorter. */

import type { Redactor } from '@waymark/redaction';
import { hostileTexts } from './hostile.ts';

const NANOSECONDS = 1e6;

/** Nanoseconds that `work` takes at best, of `passes` passes of `times` calls each. */
export function atBest(work: () => void, passes: number, times: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < passes; pass++) {
    const start = performance.now();
    for (let time = 0; time < times; time++) work();
    best = Math.min(best, ((performance.now() - start) * NANOSECONDS) / times);
  }
  return best;
}

/** Nanoseconds a byte, of all of these texts one after the other. */
export function nanosecondsAByte(redactor: Redactor, texts: readonly string[], passes = 60): number {
  const bytes = texts.reduce((total, text) => total + Buffer.byteLength(text), 0);
  const work = () => {
    for (const text of texts) redactor.text(text);
  };
  atBest(work, 5, 1);
  return atBest(work, passes, 1) / bytes;
}

/** What it costs to read each character once with `charCodeAt`, and to do nothing with it: how fast the machine is. */
export function nanosecondsACharCode(texts: readonly string[], passes = 60): number {
  let sum = 0;
  const work = () => {
    for (const text of texts) for (let at = 0; at < text.length; at++) sum += text.charCodeAt(at);
  };
  const cost = atBest(work, passes, 1) / texts.reduce((total, text) => total + text.length, 0);
  return sum < 0 ? 0 : cost;
}

export interface Growth {
  name: string;
  /** Nanoseconds a byte at the longer length. */
  cost: number;
  /** How much longer twice the length takes. */
  growth: number;
}

/** Doubles each hostile text, from `length` on. Noise can only make a growth look larger, so the least of some tries counts. */
export function growthOfHostile(redactor: Redactor, length: number, limit: number, tries = 20): Growth[] {
  return hostileTexts.map(({ name, of }) => {
    const [short, long] = [of(length), of(length * 2)];
    let growth = Number.POSITIVE_INFINITY;
    let cost = Number.POSITIVE_INFINITY;
    for (let done = 0; done < tries && (growth > limit || done < 2); done++) {
      const one = atBest(() => redactor.text(short), 5, 2);
      const two = atBest(() => redactor.text(long), 5, 2);
      growth = Math.min(growth, two / one);
      cost = Math.min(cost, two / (length * 2));
    }
    return { name, cost, growth };
  });
}
