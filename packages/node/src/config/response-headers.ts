/** WAYMARK_RESPONSE_HEADERS: what responses carry of ours. */

import type { EnvReader } from './env-reader.ts';

const VARIABLE = 'WAYMARK_RESPONSE_HEADERS';
export const RESPONSE_HEADERS = ['request-id', 'trace', 'time', 'service'] as const;
export type ResponseHeaderName = (typeof RESPONSE_HEADERS)[number];

export const RESPONSE_HEADERS_TAKE = `${RESPONSE_HEADERS.join(', ')}, or none alone`;

/**
 * Those that are named. Upstream's engine cannot tell the time, which is known when the head is written: its hook is called before.
 * @default ['request-id']
 */
export function readResponseHeaders(
  reader: EnvReader,
  engine: 'waymark' | 'upstream',
): readonly ResponseHeaderName[] {
  const names = reader.list(VARIABLE, [...RESPONSE_HEADERS, 'none']) ?? ['request-id'];
  if (names.includes('none')) return [];
  if (engine === 'upstream' && names.includes('time'))
    reader.complain(`${VARIABLE}: time is not there with WAYMARK_ENGINE=upstream; it is left out`);
  return names.filter((name) => name !== 'none');
}

/** For a configuration file, what of a list is not valid. */
export function wrongResponseHeaders(text: string): readonly string[] {
  const items = text.split(',').map((item) => item.trim());
  const isNone = items.length === 1 && items[0]?.toLowerCase() === 'none';
  return isNone ? [] : items.filter((item) => item !== '' && !isResponseHeader(item.toLowerCase()));
}

export function isResponseHeader(name: unknown): name is ResponseHeaderName {
  return RESPONSE_HEADERS.some((known) => known === name);
}
