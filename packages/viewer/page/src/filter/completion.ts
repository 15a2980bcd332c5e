/** What could be written where the caret stands in a filter. */

import { filterTerms, quoteWord } from '../../../src/asking/waymark/filter/terms.ts';

/** What is being written: a key (or a bare word), or the value of a key. */
export interface Unfinished {
  /** Undefined while it is a key. */
  key: string | undefined;
  /** What is written of it before the caret, without quotes. */
  prefix: string;
  /** What a completion replaces. */
  start: number;
  end: number;
}

/** Undefined behind `key?`, where nothing more can be written. */
export function unfinishedAt(text: string, caret: number): Unfinished | undefined {
  const term = filterTerms(text).find(({ start, end }) => start <= caret && caret <= end);
  if (!term) return { key: undefined, prefix: '', start: caret, end: caret };
  if (term.operator === '?') return undefined;
  if (term.key !== undefined && caret >= term.valueStart) {
    const prefix = text.slice(term.valueStart, caret).replace(/^"/, '');
    return { key: term.key, prefix, start: term.valueStart, end: term.end };
  }
  const prefix = text.slice(term.start, caret).replace(/^"/, '');
  const end = term.key === undefined ? term.end : term.valueStart;
  return { key: undefined, prefix, start: term.start, end };
}

/** The text with the completion in it, and where the caret goes: behind the value and a space, or behind `key=`. */
export function completed(
  text: string,
  { key, start, end }: Unfinished,
  choice: string,
): { text: string; caret: number } {
  const written = key === undefined ? `${quoteWord(choice)}=` : `${quoteWord(choice)} `;
  const after = key === undefined ? text.slice(end) : text.slice(end).trimStart();
  return { text: text.slice(0, start) + written + after, caret: start + written.length };
}

/** Those that hold the prefix, those that begin with it first; none where it is all that there is. */
export function matching(names: readonly string[], prefix: string): string[] {
  const wanted = prefix.toLowerCase();
  const holding = names.filter((name) => name.toLowerCase().includes(wanted) && name !== prefix);
  const begins = (name: string) => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
  return holding.sort((one, other) => begins(one) - begins(other));
}
