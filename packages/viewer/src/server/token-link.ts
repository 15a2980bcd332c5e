/** `?token=…`: the link that the viewer printed, which opens the page once and for all. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { SAFE_HEADERS } from './safe-headers.ts';
import { send } from './send.ts';
import type { Token } from './token.ts';

/** The right token of an address, if it has one. */
export function tokenIn(query: URLSearchParams, token: Token | undefined): Token | undefined {
  const given = query.get('token');
  return given !== null && token?.matches(given) ? token : undefined;
}

/**
 * Makes a cookie of the token, and goes to the same address without it: for the history, and whoever looks at the screen. By
 * a page, and not by a redirect: a browser that followed a link from elsewhere would not send a strict cookie along with it.
 */
export function followTokenLink(
  token: Token,
  path: string,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('set-cookie', token.cookie());
  query.delete('token');
  const rest = query.size === 0 ? '' : `?${query}`;
  // With two slashes it would be the name of a host.
  const address = escapeHtml(`${path.replace(/^[/\\]+/, '/')}${rest}`);
  const html = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${address}">\n`;
  return send(request, response, 200, { ...SAFE_HEADERS, 'content-type': 'text/html; charset=utf-8' }, html);
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
