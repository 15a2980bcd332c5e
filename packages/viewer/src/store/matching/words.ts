/**
 * What full text search takes for a word: letters and digits in a row, whatever their case and their accents, as SQLite's
 * tokenizer `unicode61` has it.
 */

/** A word, or several in a row where the user wrote "a phrase". */
export interface WantedWords {
  words: string[];
  /** The last word may go on: `pay*`. */
  prefix: boolean;
}

/** `a "b c" d*` as phrases of words. Text without a word in it gives none. */
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
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{Co}]+/u)
    .filter((word) => word !== '');
}

function isAt(words: readonly string[], at: number, { words: phrase, prefix }: WantedWords): boolean {
  return phrase.every((word, index) => {
    const found = words[at + index] ?? '';
    return prefix && index === phrase.length - 1 ? found.startsWith(word) : found === word;
  });
}
