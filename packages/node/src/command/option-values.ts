/** Values as a person writes them on a command line. */

const BYTES: Record<string, number> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };
const MILLIS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @throws Error that quotes the text */
export function portOf(text: string, option: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65536) return port;
  throw new Error(`${option} "${text}" is no port; it is a number from 0 to 65535`);
}

/** `500M`, `2G`, `2GB`, `2GiB`: of 1024 each. @throws Error that quotes the text */
export function bytesOf(text: string, option: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  if (number === undefined)
    throw new Error(`${option} "${text}" is no size; it is a number such as 500M or 2G`);
  return Math.round(Number(number) * BYTES[unit.toUpperCase()]!);
}

/** `90s`, `30m`, `12h`, `7d`. @throws Error that quotes the text */
export function millisOf(text: string, option: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?([smhd])$/.exec(text) ?? [];
  if (number === undefined)
    throw new Error(`${option} "${text}" is no time; it is a number such as 30m, 12h or 7d`);
  return Math.round(Number(number) * MILLIS[unit!]!);
}
