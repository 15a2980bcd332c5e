/**
 * What full text search takes for a word: letters and digits in a row, whatever their case, width and accents, as SQLite's
 * tokenizer `unicode61` has it. Scripts that put no spaces between words give one word a character, so that a part of a
 * sentence can be found.
 *
 * FTS5 gets its texts through {@link indexText}, folded already, and its tokenizer `ascii` only splits them: so what is in the
 * index and what is still in memory are searched alike, by the Unicode of this Node.js and not by that of SQLite, from 2012.
 */

/** A word, or several in a row where the user wrote "a phrase". */
export interface WantedWords {
  words: string[];
  /** The last word may go on: `pay*`. */
  prefix: boolean;
}

/** `a "b c" d*` as phrases of words; `order=42` is a phrase, too. Text without a word in it gives none. */
export function wantedWords(text: string): WantedWords[] {
  return [...text.matchAll(/"([^"]*)"?(\*?)|(\S+)/g)]
    .map(([, quoted, star, bare]) => ({
      words: wordsOf(quoted ?? bare ?? ''),
      prefix: star === '*' || (bare ?? '').endsWith('*'),
    }))
    .filter(({ words }) => words.length > 0);
}

/** Whether a text has all of them, each phrase in a row. */
export function hasWords(text: string, wanted: readonly WantedWords[]): boolean {
  const words = wordsOf(text);
  return wanted.every((phrase) => words.some((_, at) => isAt(words, at, phrase)));
}

/** The words of a text, folded: `Läuft nicht!` has `lauft` and `nicht`. */
export function wordsOf(text: string): string[] {
  return foldedText(text).match(WORDS) ?? [];
}

/** The text that FTS5's tokenizer `ascii` splits into the same words. */
export function indexText(text: string): string {
  return isAscii(text) ? text : wordsOf(text).join(' ');
}

/** The whole words that a text must have so that {@link hasWords} can be true, as a query of FTS5; '' when there are none. */
export function indexQuery(wanted: readonly WantedWords[]): string {
  return quoted(wanted.flatMap(({ words, prefix }) => (prefix ? words.slice(0, -1) : words)));
}

/** The same of those that may go on: such a query may cost FTS5 much, for it joins the lines of all words that begin so. */
export function prefixQuery(wanted: readonly WantedWords[]): string {
  return wanted.flatMap(({ words, prefix }) => (prefix ? `${quoted(words.slice(-1))}*` : [])).join(' ');
}

const quoted = (words: readonly string[]) => words.map((word) => `"${word}"`).join(' ');

/** Whether words alone decide: an index without positions knows nothing of phrases. */
export const areSingleWords = (wanted: readonly WantedWords[]): boolean =>
  wanted.every(({ words }) => words.length === 1);

const WORDS = /[\p{L}\p{N}\p{Co}]+/gu;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** Most lines are ASCII, for which folding is nothing but lower case. */
function foldedText(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  const folded = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
  return folded.replaceAll('ς', 'σ').replace(UNSPACED, ' $& ');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const isAscii = (text: string) => /^[\x00-\x7f]*$/.test(text);

function isAt(words: readonly string[], at: number, { words: phrase, prefix }: WantedWords): boolean {
  return phrase.every((word, index) => {
    const found = words[at + index] ?? '';
    return prefix && index === phrase.length - 1 ? found.startsWith(word) : found === word;
  });
}
