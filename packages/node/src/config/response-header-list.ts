/** What is right in a list of headers of responses: for configuration files and code, apart from what each start reads. */

import { RESPONSE_HEADERS, type ResponseHeaderName } from './response-headers.ts';

export const RESPONSE_HEADERS_TAKE = `${RESPONSE_HEADERS.join(', ')}, or none alone`;

/** What of a list as text is not valid. */
export function wrongResponseHeaders(text: string): readonly string[] {
  const items = text.split(',').map((item) => item.trim());
  const isNone = items.length === 1 && items[0]?.toLowerCase() === 'none';
  return isNone ? [] : items.filter((item) => item !== '' && !isResponseHeader(item.toLowerCase()));
}

export function isResponseHeader(name: unknown): name is ResponseHeaderName {
  return RESPONSE_HEADERS.some((known) => known === name);
}
