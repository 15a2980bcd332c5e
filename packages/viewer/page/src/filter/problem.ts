/** Why a text is no filter. */

import { logFilter } from '../../../src/asking/waymark/filter/log-filter.ts';
import { spanFilter } from '../../../src/asking/waymark/filter/span-filter.ts';
import { FilterError } from '../../../src/asking/waymark/filter/terms.ts';
import type { FilterKind } from './suggestions.ts';

/** One sentence and the place; undefined when it is one. */
export function problemOf(kind: FilterKind, text: string): string | undefined {
  try {
    if (kind === 'traces') spanFilter(text);
    else logFilter(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return `${error.message} (at character ${error.position + 1})`;
  }
}
