/** Which page an address shows. All but the first are loaded when they are first wanted. */

import type { ComponentType } from 'preact';
import { decoded, type PageProps } from '../browser/router.ts';
import { TracesPage } from '../traces/traces-page.tsx';

export type Page = ComponentType<PageProps>;

export interface Route {
  path: RegExp;
  /** The entry in the navigation that it belongs to. */
  tab: string;
  title: string;
  load: () => Page | Promise<Page>;
}

export const ROUTES: readonly Route[] = [
  { path: /^\/(?:traces)?$/, tab: '/traces', title: 'Traces', load: () => TracesPage },
  {
    path: /^\/logs$/,
    tab: '/logs',
    title: 'Logs',
    load: async () => (await import('../logs/logs-page.tsx')).LogsPage,
  },
  {
    path: /^\/map$/,
    tab: '/map',
    title: 'Service map',
    load: async () => (await import('../map/map-page.tsx')).MapPage,
  },
  {
    path: /^\/traces\/([^/]+)$/,
    tab: '/traces',
    title: 'Trace',
    load: async () => (await import('../trace/trace-page.tsx')).TracePage,
  },
  {
    path: /^\/compare\/([^/]+)\/([^/]+)$/,
    tab: '/traces',
    title: 'Compare traces',
    load: async () => (await import('../trace/compare-page.tsx')).ComparePage,
  },
];

/** The route of a path and what its parentheses held; undefined when there is no such page. */
export function routeOf(path: string): { route: Route; args: string[] } | undefined {
  for (const route of ROUTES) {
    const found = route.path.exec(path);
    if (found) return { route, args: found.slice(1).map(decoded) };
  }
  return undefined;
}
