/** Changes of a filter's text by buttons and menus, so that the text stays the one place where the filter is. */

import { type FilterTerm, filterTerms, quoteWord } from '../../../src/asking/waymark/filter/terms.ts';

/** What a term of this key compares with, as in `service=shop`; undefined without such a term. */
export function termValue(text: string, key: string, operator = '='): string | undefined {
  return filterTerms(text).find((term) => isOf(term, key, operator))?.value;
}

/** The text with this term in the place of the one with the same key and operator; '' or undefined takes that away. */
export function withTerm(text: string, key: string, operator: string, value: string | undefined): string {
  const written = value ? `${key}${operator}${quoteWord(value)}` : '';
  const old = filterTerms(text).filter((term) => isOf(term, key, operator));
  if (old.length === 0) return joined(text, written);
  const [first, ...rest] = old;
  let result = text;
  for (const term of rest.reverse()) result = cut(result, term, '');
  return cut(result, first!, written).trim();
}

/** The text with one more term: an attribute as it was found on a span or a log record. */
export function withAttribute(text: string, key: string, value: string): string {
  const written = `${quoteWord(key)}=${value === '' ? '""' : quoteWord(value)}`;
  const known = filterTerms(text).some(
    (term) => term.key === key && term.operator === '=' && term.value === value,
  );
  return known ? text : joined(text, written);
}

const isOf = (term: FilterTerm, key: string, operator: string) =>
  term.key === key && !term.keyQuoted && term.operator === operator;

const joined = (text: string, written: string) => `${text.trim()} ${written}`.trim();

function cut(text: string, { start, end }: FilterTerm, instead: string): string {
  const before = text.slice(0, start);
  const after = text.slice(end);
  return instead ? before + instead + after : before.trimEnd() + (before.trim() ? after : after.trimStart());
}
