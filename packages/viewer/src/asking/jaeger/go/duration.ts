/** Durations as Go writes and reads them: `1m30s`, `1.5ms`. In nanoseconds. */

import { ParameterError } from '../parameter-error.ts';

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** @throws ParameterError with the message of Go's `time.ParseDuration` */
export function parseDuration(text: string): bigint {
  const [, sign = '', amounts = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (amounts === '0') return 0n;
  let rest = amounts;
  let sum = 0n;
  do {
    const [all, before = '', after = '', unit = ''] = /^(\d*)(?:\.(\d*))?([^\d.]*)/.exec(rest)!;
    if (before === '' && after === '') throw invalid(text);
    sum += (BigInt(`${before}${after}`) * scaleOf(unit, text)) / 10n ** BigInt(after.length);
    rest = rest.slice(all.length);
  } while (rest !== '');
  if (sum >= 2n ** 63n) throw invalid(text);
  return sign === '-' ? -sum : sum;
}

function scaleOf(unit: string, whole: string): bigint {
  const quoted = JSON.stringify(whole);
  if (unit === '') throw new ParameterError(`time: missing unit in duration ${quoted}`);
  const scale = UNITS[unit];
  if (scale === undefined)
    throw new ParameterError(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`);
  return scale;
}

const invalid = (text: string) => new ParameterError(`time: invalid duration ${JSON.stringify(text)}`);

/** As Go's `Duration.String()` writes it. */
export function durationText(nanos: bigint): string {
  const [sign, size] = nanos < 0n ? ['-', -nanos] : ['', nanos];
  if (size === 0n) return '0s';
  if (size < UNITS['us']!) return `${sign}${size}ns`;
  if (size < UNITS['ms']!) return `${sign}${decimal(size, 3)}µs`;
  if (size < UNITS['s']!) return `${sign}${decimal(size, 6)}ms`;
  const [hours, minutes] = [size / UNITS['h']!, (size % UNITS['h']!) / UNITS['m']!];
  const seconds = `${decimal(size % UNITS['m']!, 9)}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : sign + seconds;
}

/** With `digits` behind the point, and without their zeros. */
function decimal(size: bigint, digits: number): string {
  const scale = 10n ** BigInt(digits);
  const fraction = String(size % scale)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(size / scale) : `${size / scale}.${fraction}`;
}
