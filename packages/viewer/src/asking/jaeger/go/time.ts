/** Points in time as Go writes and reads them. In nanoseconds since the epoch. */

import { ParameterError } from '../parameter-error.ts';

const LAYOUT = '2006-01-02T15:04:05.999999999Z07:00';

/** What must stand there, one after the other, and how the layout writes it. */
const PARTS: readonly [pattern: RegExp, written: string][] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d\d/, '01'],
  [/^-/, '-'],
  [/^\d\d/, '02'],
  [/^T/, 'T'],
  [/^\d\d?/, '15'],
  [/^:/, ':'],
  [/^\d\d/, '04'],
  [/^:/, ':'],
  [/^\d\d(?:[.,]\d+)?/, '05'],
  // Grafana writes the `+` of a zone unescaped, and in a query that is a space.
  [/^(?:Z|[+ -]\d\d:\d\d)/, 'Z07:00'],
];

/** RFC 3339 with up to nine digits behind the seconds. @throws ParameterError with the message of Go's `time.Parse` */
export function parseTime(text: string): bigint {
  const found: string[] = [];
  let rest = text;
  for (const [pattern, written] of PARTS) {
    const part = pattern.exec(rest)?.[0];
    if (part === undefined) throw cannotParse(text, rest, written);
    found.push(part);
    rest = rest.slice(part.length);
  }
  if (rest !== '') throw new ParameterError(`parsing time ${quote(text)}: extra text: ${quote(rest)}`);
  return nanoseconds(found, text);
}

function nanoseconds(found: string[], text: string): bigint {
  const [year = '', , month = '', , day = '', , hour = '', , minute = '', , second = '', zone = ''] = found;
  const [whole = '', fraction = ''] = second.split(/[.,]/);
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, whole].map(Number) as number[];
  checkRange(text, 'month', mo!, 1, 12);
  checkRange(text, 'day', d!, 1, new Date(Date.UTC(y!, mo!, 0)).getUTCDate());
  checkRange(text, 'hour', h!, 0, 23);
  checkRange(text, 'minute', mi!, 0, 59);
  checkRange(text, 'second', s!, 0, 59);
  const millis = Date.UTC(y!, mo! - 1, d, h, mi, s) - 60_000 * minutesOf(zone);
  return BigInt(millis) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
}

function checkRange(text: string, name: string, value: number, least: number, most: number): void {
  if (value < least || value > most)
    throw new ParameterError(`parsing time ${quote(text)}: ${name} out of range`);
}

function minutesOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return zone.startsWith('-') ? -minutes : minutes;
}

function cannotParse(text: string, rest: string, written: string): ParameterError {
  const told = `cannot parse ${quote(rest)} as ${quote(written)}`;
  return new ParameterError(`parsing time ${quote(text)} as ${quote(LAYOUT)}: ${told}`);
}

const quote = (text: string) => JSON.stringify(text);

/** As Go's `Time.String()` writes it in UTC: `2026-11-26 18:03:13.9185 +0000 UTC`. */
export function timeText(nanos: bigint): string {
  const [day, time] = new Date(Number(nanos / 1_000_000n)).toISOString().split('T') as [string, string];
  const fraction = String(nanos % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${day} ${time.slice(0, 8)}${fraction === '' ? '' : `.${fraction}`} +0000 UTC`;
}
