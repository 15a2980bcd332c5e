/** From values to pixels and back, for the plot of durations. */

export interface Scale {
  pixel(value: number): number;
  value(pixel: number): number;
  ticks: { value: number; pixel: number }[];
}

const NICE_STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3,
  1.8e6, 3.6e6, 7.2e6, 10.8e6, 21.6e6, 43.2e6, 86.4e6, 172.8e6, 604.8e6, 2592e6,
];

/** Milliseconds from left to right, a tick every 90 pixels or less often, at round times. */
export function timeScale(first: number, last: number, left: number, right: number): Scale {
  const span = Math.max(last - first, 1);
  const pixel = (ms: number) => left + ((ms - first) / span) * (right - left);
  const value = (at: number) => first + ((at - left) / (right - left)) * span;
  const most = Math.max(1, Math.floor((right - left) / 90));
  const step = NICE_STEPS_MS.find((ms) => span / ms <= most) ?? span;
  const ticks = [];
  for (let ms = Math.ceil(first / step) * step; ms <= last; ms += step)
    ticks.push({ value: ms, pixel: pixel(ms) });
  return { pixel, value, ticks };
}

/** For all of them, wherever those of zero are: at the bottom, for they would leave the others no room. */
export function durationScale(durations: readonly number[], bottom: number, top: number): Scale {
  const lasting = durations.filter((duration) => duration > 0);
  return lasting.length === 0
    ? logScale(LEAST_NANO, 10 * LEAST_NANO, bottom, top)
    : logScale(leastOf(lasting), mostOf(lasting), bottom, top);
}

/** Of a scale on which nothing lasts. */
const LEAST_NANO = 1000;

// Not Math.min(...values): 100,000 arguments are too many.
export const leastOf = (values: readonly number[]) =>
  values.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
export const mostOf = (values: readonly number[]) =>
  values.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);

/**
 * Durations from bottom to top by their logarithm, at least a power of ten of them: those that are much alike are in the
 * middle. A tick for each power of ten, and at its double and fivefold where there are few.
 */
export function logScale(least: number, most: number, bottom: number, top: number): Scale {
  const lowest = Math.log10(Math.max(least, 1));
  const highest = Math.log10(Math.max(most, 1));
  const more = Math.max(0, 1 - (highest - lowest)) / 2;
  const [low, high] = [lowest - more, highest + more];
  const pixel = (value: number) =>
    bottom + ((Math.log10(Math.max(value, 10 ** low)) - low) / (high - low)) * (top - bottom);
  const value = (at: number) => 10 ** (low + ((at - bottom) / (top - bottom)) * (high - low));
  const factors = high - low > 2 ? [1] : [1, 2, 5];
  const ticks = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const factor of factors) {
      const tick = factor * 10 ** power;
      if (Math.log10(tick) >= low - 1e-9 && Math.log10(tick) <= high + 1e-9)
        ticks.push({ value: tick, pixel: pixel(tick) });
    }
  }
  return { pixel, value, ticks };
}
