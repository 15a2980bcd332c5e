/** WAYMARK_IGNORE_INCOMING: incoming requests that make no span. */

import type { EnvReader } from './env-reader.ts';

const VARIABLE = 'WAYMARK_IGNORE_INCOMING';
export const IGNORE_TAKES = 'paths such as /assets/*, agent:kube-probe/*, default, or none alone';

/**
 * Path globs, `agent:` globs and the word `default`, which stands for the health checks that `@waymark/http` lists.
 * @default ['default']
 */
export function readIgnoreIncoming(reader: EnvReader): readonly string[] {
  const text = reader.text(VARIABLE);
  if (text === undefined) return ['default'];
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
  if (items.length === 1 && items[0]?.toLowerCase() === 'none') return [];
  const valid = items.filter(isIgnorePattern);
  for (const item of items) {
    if (!isIgnorePattern(item))
      reader.complain(
        `${VARIABLE}: ${JSON.stringify(item)} is not valid: it takes ${IGNORE_TAKES}; it is left out`,
      );
  }
  return valid.length > 0 ? valid : ['default'];
}

/** What `ignoredRequests` understands. */
export function isIgnorePattern(item: string): boolean {
  return item === 'default' || /^[/*]/.test(item) || /^agent:./.test(item);
}
