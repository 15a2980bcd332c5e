/** Durations as people read them. */

const UNITS: [nano: number, name: string][] = [
  [3_600e9, 'h'],
  [60e9, 'min'],
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
];

/** `1.25 s`, `340 ms`, `12.5 µs`, `900 ns`: three digits that count. */
export function durationText(nano: number): string {
  for (const [size, name] of UNITS) {
    // 999.7 ms would be written 1000 ms.
    if (nano >= size * 0.9995) return `${digits(nano / size)} ${name}`;
  }
  return `${Math.round(nano)} ns`;
}

function digits(value: number): string {
  const decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return String(Number(value.toFixed(decimals)));
}

/** As the filter language has it: `1.25s`. */
export function durationTerm(nano: number): string {
  return durationText(nano).replace(' min', 'm').replace(' ', '').replace('µ', 'u');
}
