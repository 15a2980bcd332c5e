/** The request that a span was made of, as a command for a terminal. */

import type { OtlpKeyValue, OtlpSpan } from '@waymark/otlp';
import { attributeOf, valueText } from '../text/values.ts';

/**
 * Method, address and those headers that the span has; undefined when it is no HTTP request. Bodies are not in telemetry,
 * and what was redacted stays so: a command to begin with.
 */
export function curlOf({ attributes }: OtlpSpan): string | undefined {
  const method = textOf(attributes, 'http.request.method') ?? textOf(attributes, 'http.method');
  const url = urlOf(attributes);
  if (method === undefined || url === undefined) return undefined;
  const parts = ['curl'];
  if (method === 'HEAD') parts.push('--head');
  else if (method !== 'GET') parts.push('-X', shellQuoted(method));
  parts.push(shellQuoted(url));
  for (const { key, value } of attributes) {
    if (!key.startsWith(HEADER) || UNSENT.has(key.slice(HEADER.length))) continue;
    for (const text of value.arrayValue?.values ?? [value])
      parts.push('-H', shellQuoted(`${key.slice(HEADER.length)}: ${valueText(text)}`));
  }
  return parts.join(' ');
}

const HEADER = 'http.request.header.';
/** curl knows better than a copy. */
const UNSENT = new Set(['host', 'content-length', 'connection', 'transfer-encoding']);

function urlOf(attributes: readonly OtlpKeyValue[]): string | undefined {
  const full = textOf(attributes, 'url.full') ?? textOf(attributes, 'http.url');
  if (full !== undefined) return full;
  const path = textOf(attributes, 'url.path') ?? textOf(attributes, 'http.target');
  const host = textOf(attributes, 'server.address') ?? textOf(attributes, 'http.host');
  if (path === undefined || host === undefined) return undefined;
  const scheme = textOf(attributes, 'url.scheme') ?? textOf(attributes, 'http.scheme') ?? 'http';
  const port = textOf(attributes, 'server.port');
  // Some send the port with the host; an IPv6 address has more than one colon.
  const hasPort = /^[^:]*:\d+$|\]:\d+$/.test(host);
  const isUsual = port === undefined || hasPort || port === (scheme === 'https' ? '443' : '80');
  const query = textOf(attributes, 'url.query');
  const name = host.includes(':') && !hasPort && !host.startsWith('[') ? `[${host}]` : host;
  return `${scheme}://${name}${isUsual ? '' : `:${port}`}${path}${query ? `?${query.replace(/^\?/, '')}` : ''}`;
}

function textOf(attributes: readonly OtlpKeyValue[], key: string): string | undefined {
  return valueText(attributeOf(attributes, key)) || undefined;
}

/** One word for a POSIX shell, whatever it holds; control characters (which a terminal would obey) in bash's `$'…'`. */
export function shellQuoted(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (!/\p{Cc}/u.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const escaped = text
    .replace(/[\\']/g, '\\$&')
    .replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `$'${escaped}'`;
}
