/** The request that a span was made of, as a command for a terminal. */

import type { OtlpKeyValue, OtlpSpan } from '@waymark/otlp';
import { attributeOf, valueText } from '../text/values.ts';

/**
 * Method, address and those headers that the span has; undefined when it is no HTTP request. Bodies are not in telemetry,
 * and what was redacted stays so: a command to begin with. All of it may be of somebody hostile, and is pasted into a shell:
 * what is neither a token nor an address that begins as one of HTTP is left out, for curl reads options in `-o…`, and files in
 * `@…` and `file:`.
 */
export function curlOf({ attributes }: OtlpSpan): string | undefined {
  const method = textOf(attributes, 'http.request.method') ?? textOf(attributes, 'http.method');
  const url = urlOf(attributes);
  if (method === undefined || !TOKEN.test(method) || url === undefined || !/^https?:\/\//i.test(url))
    return undefined;
  const parts = ['curl'];
  // Else curl reads more than one address in brackets and braces.
  if (/[[\]{}]/.test(url)) parts.push('--globoff');
  if (method === 'HEAD') parts.push('--head');
  else if (method !== 'GET') parts.push('-X', shellQuoted(method));
  parts.push(shellQuoted(url));
  for (const { key, value } of attributes) {
    const name = key.startsWith(HEADER) ? key.slice(HEADER.length) : '';
    if (!TOKEN.test(name) || UNSENT.has(name)) continue;
    for (const text of value.arrayValue?.values ?? [value])
      parts.push('-H', shellQuoted(`${name}: ${valueText(text)}`));
  }
  return parts.join(' ');
}

const HEADER = 'http.request.header.';
/** What a method and the name of a header are made of (RFC 9110, section 5.6.2), but for signs that mean something to a shell. */
const TOKEN = /^[\w.+-]+$/;
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

/**
 * One word for sh, bash, zsh and fish, whatever it holds. Backslashes and quotes stand outside of the quotes, where all of them
 * read the same. Control characters become blanks: a terminal would obey them, and neither an address nor a header holds any.
 */
export function shellQuoted(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replace(/\p{Cc}/gu, ' ').replace(/['\\]/g, "'\\$&'")}'`;
}
