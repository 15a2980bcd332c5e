/** Within a text, the values behind names that the application says are secret: `dob=...`, `"dob": "..."`. */

import type { Replace } from '../detectors/finding.ts';
import { hasEnding } from '../names/secret-names.ts';
import { spellingOf, wordsOf } from '../names/words.ts';
import { Suspicion } from '../urls/suspicion.ts';

/**
 * A name, what stands between, and a value: up to the quote that ends it if it begins with one. Names begin where words do, and all
 * that repeats ends, so that time is linear.
 */
const NAMED =
  /(?<![\p{L}\p{N}_.-])([\p{L}\p{N}_.-]{1,64})(["'`\\\]]{0,8}\s{0,4}[:=]>?\s{0,4})(?:(\\{0,3}["'`])([^"'`\\\n]{1,1024})|([^\s"'`\\,;&<>(){}[\]]{1,1024}))/gu;

/** Undefined where there are no such names. */
export function appNamesIn(
  keys: readonly string[],
): ((text: string, replace: Replace) => string) | undefined {
  if (keys.length === 0) return undefined;
  const spellings = new Set(keys.map(spellingOf));
  const suspicion = new Suspicion(keys.map(hintOf), new Uint8Array(0x8000));
  return (text, replace) =>
    suspicion.of(text) ? text.replace(NAMED, (...found) => redacted(found, spellings, replace)) : text;
}

/** The first word of three letters and more, which is in every spelling. */
export function hintOf(key: string): string | undefined {
  return wordsOf(key)
    .find((word) => word.length >= 3)
    ?.slice(0, 3);
}

function redacted(found: unknown[], spellings: ReadonlySet<string>, replace: Replace): string {
  const [all, name, between, quote = '', quoted, bare] = found as [
    string,
    string,
    string,
    ...(string | undefined)[],
  ];
  if (!hasEnding(wordsOf(name), spellings)) return all;
  return name + between + quote + replace('named', quoted ?? bare!);
}
