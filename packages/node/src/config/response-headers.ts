/** WAYMARK_RESPONSE_HEADERS: what responses carry of ours. */

import type { EnvReader } from './env-reader.ts';

const VARIABLE = 'WAYMARK_RESPONSE_HEADERS';
export const RESPONSE_HEADERS = ['request-id', 'trace', 'time', 'service'] as const;
export type ResponseHeaderName = (typeof RESPONSE_HEADERS)[number];

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
