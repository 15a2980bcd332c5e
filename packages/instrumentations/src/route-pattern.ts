/** The text of what web frameworks take for a path, and how mounted patterns add up to a route. */

/** As upstream writes it: the pattern's own text, alternatives joined by a comma. */
export function patternText(path: unknown): string {
  return Array.isArray(path) ? path.map(patternText).join(',') : String(path);
}

/**
 * The pattern that a mounted router adds in front of its routes, or undefined when it adds none. A function
 * mounted without a path is mounted at `/`.
 */
export function mountPattern(path: unknown): string | undefined {
  const text = typeof path === 'string' ? path.replace(/\/+$/, '') : patternText(path);
  return text === '' ? undefined : text;
}

/** `/api` and `/users/:id` make `/api/users/:id`; the root of a mounted router is the router's own pattern. */
export function joinPatterns(outer: string, inner: string): string {
  if (inner === '/' && outer !== '') return outer;
  if (inner.startsWith('/') || (outer === '' && inner === '*')) return outer + inner;
  return `${outer}/${inner}`;
}
