/** The route that the paths of the layers make which have the request, as upstream's instrumentation of Express has it. */

export interface Matched {
  /** From the outermost layer on. */
  readonly paths: readonly string[];
  /** All of them as one, without those that match everything. */
  readonly constructed: string;
  /** What `http.route` is where the URL fits. */
  readonly route: string | undefined;
  /** Whether the URL has to begin with it, or to be it; without one it always fits. */
  readonly fits: 'always' | 'beginning' | 'whole';
}

export function matchedOf(paths: readonly string[]): Matched {
  const constructed = constructedRoute(paths);
  return { paths: [...paths], constructed, ...actualRoute(paths, constructed) };
}

/** What upstream has as `http.route` of a layer: nothing where the paths are no patterns and the URL is another. */
export function routeOf({ route, fits }: Matched, url: string): string | undefined {
  if (route === undefined || fits === 'always') return route;
  return (fits === 'whole' ? url === route : url.startsWith(route)) ? route : undefined;
}

export function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function constructedRoute(paths: readonly string[]): string {
  const meaningful = paths.filter((path) => path !== '/' && path !== '/*' && !/^\/\{[*][^}]*\}$/.test(path));
  if (meaningful.length === 1 && meaningful[0] === '*') return '*';
  return meaningful.join('').replaceAll(/\/{2,}/g, '/');
}

function actualRoute(paths: readonly string[], constructed: string): Pick<Matched, 'route' | 'fits'> {
  if (paths.length === 0) return { route: undefined, fits: 'always' };
  if (paths.every((path) => path === '/')) return { route: '/', fits: 'whole' };
  if (constructed === '*' || (constructed.includes('/') && /[,\\*[]/.test(constructed)))
    return { route: constructed, fits: 'always' };
  const route = constructed.startsWith('/') ? constructed : `/${constructed}`;
  return { route, fits: /[:*]/.test(route) ? 'always' : 'beginning' };
}
