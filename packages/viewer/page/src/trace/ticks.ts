/** Marks of a time axis at round numbers. */

const UNITS: [nano: number, name: string][] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
];

export interface Tick {
  /** Nanoseconds after the start of the trace. */
  at: number;
  /** `250 ms`: all ticks of an axis in one unit, with as many decimals as their step needs. */
  label: string;
}

/** At most `most` and at least one third as many, within the range; both ends in nanoseconds. */
export function ticksOf(from: number, to: number, most: number): Tick[] {
  if (!(to > from) || most < 1) return [];
  const step = stepFor((to - from) / most);
  const [size, unit] = UNITS.find(([nano]) => Math.abs(to) >= nano) ?? [1, 'ns'];
  const decimals = Math.max(0, Math.ceil(-Math.log10(step / size) - 1e-9));
  const ticks: Tick[] = [];
  for (let mark = Math.ceil(from / step); mark * step <= to; mark++) {
    const at = mark * step;
    ticks.push({ at, label: mark === 0 ? '0' : `${(at / size).toFixed(decimals)} ${unit}` });
  }
  return ticks;
}

/** The next of 1, 2, 5, 10, ... that is not smaller. */
function stepFor(nano: number): number {
  const power = 10 ** Math.floor(Math.log10(nano));
  const rounded = [1, 2, 5].find((factor) => factor * power >= nano) ?? 10;
  return rounded * power;
}
