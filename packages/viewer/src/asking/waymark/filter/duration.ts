/** Durations as people write them: `100ms`, `1.5s`, `1m30s`. */

const UNITS: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Nanoseconds; undefined where the text is no duration. A number without a unit is none. */
export function parseDuration(text: string): bigint | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  const nanos = parts.map(([, number, unit]) => Number(number) * UNITS[unit!]!);
  const sum = nanos.reduce((sum, each) => sum + each, 0);
  return Number.isFinite(sum) ? BigInt(Math.round(sum)) : undefined;
}
