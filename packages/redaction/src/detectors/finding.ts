/** What a detector found: a part of the text, and the rule that it breaks. */

/** Called for each secret, in order; what it returns stands in the secret's place. */
export type Replace = (rule: string, match: string) => string;

/** The text without its secrets: the same string when there are none. Never throws, linear in the text's length. */
export type Detect = (text: string, replace: Replace) => string;

/**
 * Where detectors write what they found, before they return true. One object for all of them, because a clean
 * text should allocate nothing; it is read before anything else runs.
 */
export const found = { rule: '', start: 0, end: 0 };

/** Says that `text` holds a secret of `rule` from `start` up to `end`. */
export function find(rule: string, start: number, end: number): true {
  found.rule = rule;
  found.start = start;
  found.end = end;
  return true;
}
