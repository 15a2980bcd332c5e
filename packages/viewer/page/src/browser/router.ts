/** Where the page is: the address is the state, so that any link can be sent to somebody. */

import { signal } from '@preact/signals';

export interface Place {
  /** Percent-encoded: `/traces/0af7651916cd43dd8448eb211c80319c`. */
  path: string;
  params: URLSearchParams;
}

/** What a page is given. */
export interface PageProps {
  /** What the parentheses of its route's pattern held, decoded. */
  args: string[];
}

const here = (): Place => ({ path: location.pathname, params: new URLSearchParams(location.search) });

export const place = signal<Place>(here());

/** Goes to an address of the page. `replace`: without a new entry for the button Back, as for each letter of a filter. */
export function go(href: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  place.value = here();
}

/** The address of where we are with some parameters changed; undefined or '' takes one away. */
export function hrefWith(changes: Record<string, string | undefined>): string {
  const { path, params } = place.peek();
  return href(path, { ...Object.fromEntries(params), ...changes });
}

/** An address: parameters that are undefined or '' are left out. */
export function href(path: string, params: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** The address of a trace, of a span in it, and of its time: it says when, even after the trace is gone. */
export function traceHref(traceId: string, { span, at }: { span?: string; at?: string } = {}): string {
  return href(`/traces/${encodeURIComponent(traceId)}`, { span, at });
}

/** A part of a path, as text; what is no percent-encoding stays as it is: nothing will be found by it. */
export function decoded(part = ''): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Plain clicks on the page's own links stay in the page; the browser keeps all others: new tabs, downloads, `/api/`. */
function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest?.('a[href]');
  if (!(link instanceof HTMLAnchorElement) || link.target || link.download) return;
  if (link.origin !== location.origin || /^\/(api|v1)\//.test(link.pathname)) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

document.addEventListener('click', follow);
addEventListener('popstate', () => {
  place.value = here();
});
