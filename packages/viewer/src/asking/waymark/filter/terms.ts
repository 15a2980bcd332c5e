/**
 * The filter language, as far as writing goes: terms with spaces between them.
 *
 *     service=shop http.route~orders duration>100ms status=error http.request.id? "card declined"
 *
 * A term is a key, an operator and a value; a key and `?`, for a key that must be there; or a bare word. What has spaces or
 * operators in it stands in double quotes, where a backslash makes the next character plain. Anything can be read as terms, so
 * that what is still being typed can be, too; whether they make sense is for those who take them (`span-filter.ts`,
 * `log-filter.ts`). Pure, and without imports: the page has the same code.
 */

export type FilterOperator = '=' | '!=' | '~' | '<' | '<=' | '>' | '>=' | '?';

export interface FilterTerm {
  /** Where it stands in the text: from its first character to behind its last. */
  start: number;
  end: number;
  /** Undefined for a bare word. */
  key: string | undefined;
  /** In quotes it is an attribute's, even where a key of that name is special. */
  keyQuoted: boolean;
  operator: FilterOperator | undefined;
  /** The word, or what is behind the operator; empty with `?`, and where nothing was typed yet. */
  value: string;
  /** Where the value begins. */
  valueStart: number;
  valueQuoted: boolean;
}

/** What a filter cannot mean: one sentence, and where in the text. */
export class FilterError extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.name = 'FilterError';
    this.position = position;
  }
}

export function filterTerms(text: string): FilterTerm[] {
  const terms: FilterTerm[] = [];
  for (let at = skipSpaces(text, 0); at < text.length; ) {
    const term = termAt(text, at);
    terms.push(term);
    at = skipSpaces(text, term.end);
  }
  return terms;
}

/** A word as it must be written to be that value: in quotes where it needs them. */
export function quoteWord(value: string): string {
  return /^[^\s"=!~<>?\\]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

const SPACE = /\s*/y;
const OPERATOR = /!=|<=|>=|[=~<>]/y;
/** Up to a space or an operator; a `!` that is none belongs to it. */
const KEY = /(?:[^\s"=!~<>]|!(?!=))+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)(?:"|\\?$)/sy;
const BARE_VALUE = /\S*/y;

function termAt(text: string, start: number): FilterTerm {
  const quoted = matchAt(QUOTED, text, start);
  const word = quoted ?? matchAt(KEY, text, start);
  const wordText = quoted ? unescaped(quoted[1]!) : (word?.[0] ?? '');
  const wordEnd = start + (word?.[0].length ?? 0);
  const operator = matchAt(OPERATOR, text, wordEnd)?.[0] as FilterOperator | undefined;
  if (operator !== undefined) {
    return {
      start,
      key: wordText,
      keyQuoted: quoted !== undefined,
      operator,
      ...valueAt(text, wordEnd + operator.length),
    };
  }
  return (
    existence(text, start, wordEnd, wordText, quoted !== undefined) ?? {
      start,
      // Two words with a quote between them are two terms; a lone quote is one, so that reading goes on.
      end: Math.max(wordEnd, start + 1),
      key: undefined,
      keyQuoted: false,
      operator: undefined,
      value: wordText,
      valueStart: start,
      valueQuoted: quoted !== undefined,
    }
  );
}

/** `key?` and `"key"?`. */
function existence(
  text: string,
  start: number,
  wordEnd: number,
  word: string,
  keyQuoted: boolean,
): FilterTerm | undefined {
  const end = keyQuoted ? wordEnd + 1 : wordEnd;
  const key = keyQuoted ? word : word.slice(0, -1);
  if (text[end - 1] !== '?' || key === '' || !/^(\s|$)/.test(text.slice(end, end + 1))) return undefined;
  return { start, end, key, keyQuoted, operator: '?', value: '', valueStart: end, valueQuoted: false };
}

function valueAt(text: string, valueStart: number) {
  const quoted = matchAt(QUOTED, text, valueStart);
  const [written] = quoted ?? matchAt(BARE_VALUE, text, valueStart)!;
  const value = quoted ? unescaped(quoted[1]!) : written;
  return { value, valueStart, valueQuoted: quoted !== undefined, end: valueStart + written.length };
}

const unescaped = (text: string) => text.replace(/\\(.)/gs, '$1');

const skipSpaces = (text: string, at: number) => at + matchAt(SPACE, text, at)![0].length;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
