/** SQL as spans show it: without literals and comments, and in a few words. */

export interface Sql {
  /** `SELECT * FROM users WHERE id = ?` */
  readonly text: string;
  /** What each statement does to what: `SELECT users`, `BEGIN; INSERT users; COMMIT`. */
  readonly summary: string;
  /** The command, of a single statement. */
  readonly operation: string | undefined;
}

/** Blanks, comments, literals, words and names, and any other character. What is left open goes to the end. */
const TOKEN =
  /(?<space>\s+)|(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<literal>[xX]?'[^']*(?:''[^']*)*(?:'|$)|0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)|(?<name>"[^"]*(?:""[^"]*)*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|[:@$?][\w$:]*|[\p{L}_][\p{L}\p{N}_$]*)|(?<other>[\s\S])/uy;

/** As long as an attribute of a span should be; of a longer script only the beginning is told. */
const MAX_TEXT = 8192;
const MAX_SUMMARY = 255;

/** Dumps and literals may have megabytes, for which the engine of regular expressions has no stack. */
const MAX_READ = 32_768;

/** @param quotesStrings whether the database takes what is in double quotes for text, as SQLite once did */
export function describeSql(sql: string, quotesStrings = false): Sql {
  let text = '';
  const statements: Statement[] = [new Statement()];
  const beginning = sql.slice(0, MAX_READ);
  TOKEN.lastIndex = 0;
  while (text.length < MAX_TEXT) {
    const groups = TOKEN.exec(beginning)?.groups;
    if (groups === undefined) break;
    const { space, comment, literal, name, other } = groups;
    if (space !== undefined || comment !== undefined) {
      if (!text.endsWith(' ')) text += ' ';
    } else if (literal !== undefined || (quotesStrings && name?.startsWith('"'))) {
      text += '?';
    } else {
      text += name ?? other;
      if (other === ';') statements.push(new Statement());
      else statements.at(-1)!.read(name, other);
    }
  }
  const told = statements.filter(({ command }) => command !== undefined);
  const summary = told.map(String).join('; ');
  return {
    text: text.trim(),
    summary: summary.length > MAX_SUMMARY ? summary.slice(0, MAX_SUMMARY) : summary,
    operation: told.length === 1 ? told[0]!.command : undefined,
  };
}

/** Words that the name of a table comes after, by the command. */
const TARGET_AFTER: Readonly<Record<string, readonly string[]>> = {
  SELECT: ['FROM'],
  DELETE: ['FROM'],
  INSERT: ['INTO'],
  REPLACE: ['INTO'],
  UPDATE: ['UPDATE'],
  CREATE: ['TABLE', 'INDEX', 'VIEW', 'TRIGGER'],
  DROP: ['TABLE', 'INDEX', 'VIEW', 'TRIGGER'],
  ALTER: ['TABLE'],
  PRAGMA: ['PRAGMA'],
};

/** Words between such a word and the name. */
const BETWEEN = new Set(['IF', 'NOT', 'EXISTS', 'OR', 'ABORT', 'FAIL', 'IGNORE', 'REPLACE', 'ROLLBACK']);

/** One statement, as its words come by. What is in brackets is a part of something else, and not its target. */
class Statement {
  command: string | undefined;
  #target: string | undefined;
  #depth = 0;
  #expects = false;
  #dotted = false;

  read(name: string | undefined, other: string | undefined): void {
    if (other === '(') this.#depth++;
    if (other === ')') this.#depth--;
    if (this.#depth > 0) {
      this.#expects = false; // of a subquery there is no one name
      return;
    }
    if (other === '.' && this.#target !== undefined && this.#dotted) this.#target += '.';
    if (name !== undefined) this.#readName(name);
    else this.#dotted = this.#dotted && other === '.';
  }

  toString(): string {
    return this.#target === undefined ? this.command! : `${this.command} ${this.#target}`;
  }

  #readName(name: string): void {
    const word = name.toUpperCase();
    if (this.command === undefined || this.command === 'WITH') this.#readCommand(word);
    else if (this.#target?.endsWith('.')) this.#target += plainName(name);
    else if (this.#expects && !BETWEEN.has(word)) {
      this.#target = plainName(name);
      this.#expects = false;
      this.#dotted = true;
      return;
    }
    this.#dotted = false;
    if (this.#target === undefined && TARGET_AFTER[this.command ?? '']?.includes(word)) this.#expects = true;
  }

  /** After `WITH` stand names and what they mean in brackets, until the command itself comes. */
  #readCommand(word: string): void {
    if (this.command === undefined || ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REPLACE'].includes(word)) {
      this.command = word;
    }
  }
}

function plainName(name: string): string {
  return /^["`[]/.test(name) ? name.slice(1, -1) : name;
}
