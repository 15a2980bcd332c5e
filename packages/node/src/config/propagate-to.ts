/** WAYMARK_PROPAGATE_TO: which hosts are told anything of ours. */

import { DESTINATIONS_TAKE, isDestination } from '@waymark/propagation';
import type { EnvReader } from './env-reader.ts';
import { hasNoItem } from './no-item.ts';

const VARIABLE = 'WAYMARK_PROPAGATE_TO';

export { DESTINATIONS_TAKE };

/**
 * Host patterns and words, as `Destinations` takes them. What is not valid is left out, and nobody is told more because of it:
 * a list of nothing else is nobody.
 * @default undefined, which is everybody
 */
export function readPropagateTo(reader: EnvReader): readonly string[] | undefined {
  const text = reader.text(VARIABLE);
  if (text === undefined) return undefined;
  const { valid, wrong } = destinationsIn(text.split(','));
  const consequence = valid.length > 0 ? 'it is left out' : 'nobody is told';
  for (const item of hasNoItem(text) ? [text] : wrong)
    reader.explain(VARIABLE, item, DESTINATIONS_TAKE, consequence);
  return valid;
}

/** `none` is nobody. Beside others it is wrong, and nobody all the same. */
export function destinationsIn(list: readonly string[]): {
  readonly valid: readonly string[];
  readonly wrong: readonly string[];
} {
  const items = list.map((item) => item.trim()).filter(Boolean);
  const nobody = items.filter((item) => item.toLowerCase() === 'none');
  if (nobody.length > 0) return { valid: [], wrong: items.length > 1 ? nobody : [] };
  return {
    valid: items.filter(isDestination),
    wrong: items.filter((item) => !isDestination(item)),
  };
}
