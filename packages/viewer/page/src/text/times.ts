/** Times as people read them: of this machine's zone, to the digit that is needed. Nanoseconds come as decimal text. */

const DAY_MS = 86_400_000;

/** Milliseconds since the epoch, with the nanoseconds as fraction as far as a double holds them (about 200 ns). */
export function millisOf(unixNano: string): number {
  const digits = unixNano.padStart(7, '0');
  return Number(`${digits.slice(0, -6)}.${digits.slice(-6)}`);
}

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

/** `14:03:27.123`, with the day before it when that is another than today's: `Nov 26 14:03:27.123`. */
export function timeText(unixNano: string, now = Date.now()): string {
  const ms = millisOf(unixNano);
  const time = clockText(ms);
  return isSameDay(ms, now) ? time : `${dayText(ms)} ${time}`;
}

/** `14:03:27.123` */
export function clockText(ms: number): string {
  const date = new Date(ms);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

/** `Nov 26`, or with its year when that is another than today's. */
export function dayText(ms: number): string {
  const date = new Date(ms);
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
  return date.toLocaleDateString('en', { month: 'short', day: 'numeric', year });
}

/** With date, nanoseconds and zone, for a tooltip: `2026-11-26 14:03:27.123456789 +01:00`. */
export function exactText(unixNano: string): string {
  const ms = millisOf(unixNano);
  const date = new Date(ms);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const second = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return `${day} ${second}.${unixNano.padStart(9, '0').slice(-9)} ${zoneText(date)}`;
}

/** `+01:00` */
function zoneText(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const sign = minutes < 0 ? '-' : '+';
  return `${sign}${pad(Math.floor(Math.abs(minutes) / 60))}:${pad(Math.abs(minutes) % 60)}`;
}

function isSameDay(ms: number, now: number): boolean {
  return Math.abs(now - ms) < DAY_MS && new Date(ms).getDate() === new Date(now).getDate();
}
