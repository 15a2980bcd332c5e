/**
 * SQL without its literals: `?` stands for each text, number, boolean and binary value. Names, keywords, placeholders, comments
 * and white space keep their spelling. One pass over the text, each character of which is looked at a fixed number of times.
 *
 * Where databases disagree about where a text ends and nobody says which one it is, the rest of the statement is `?`, too.
 */

import { type Dialect, dialectOf } from './dialect.ts';

/**
 * @param system OpenTelemetry's `db.system.name`. @default one that nobody knows, to which `"..."` is a text
 * @param redactComment what becomes of a comment whose literals are gone. @default it stays
 */
export function sanitizeSql(
  sql: string,
  system?: string,
  redactComment: (comment: string) => string = unchanged,
): string {
  return new Sanitizer(sql, dialectOf(system), redactComment).run();
}

const LITERAL = '?';

/** What begins with a character, by its code; those above ASCII belong to names. */
const [OTHER, NAME, DIGIT, QUOTE, DOUBLE, BACKTICK, BRACKET, DOLLAR, DASH, SLASH, HASH, DOT, MARK] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
];
const kinds = new Uint8Array(128).fill(OTHER);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_') kinds[char.charCodeAt(0)] = NAME;
for (const char of '0123456789') kinds[char.charCodeAt(0)] = DIGIT;
for (const [char, kind] of Object.entries({
  "'": QUOTE,
  '"': DOUBLE,
  '`': BACKTICK,
  '[': BRACKET,
  $: DOLLAR,
  '-': DASH,
  '/': SLASH,
  '#': HASH,
  '.': DOT,
  ':': MARK,
  '@': MARK,
  '?': MARK,
}))
  kinds[char.charCodeAt(0)] = kind;

const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const COMMENT_MARK = /\/\*|\*\//g;
/** Cassandra's, which stand without quotes. */
const UUID = /[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![\w-])/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]{0,62})?\$/y;
const [QUOTATION, DOLLAR_SIGN, AMPERSAND, APOSTROPHE, HYPHEN, CLOSING_BRACKET, GRAVE] = [
  34, 36, 38, 39, 45, 93, 96,
];
/** How long the word is that matters and begins with this character; those of two letters are IS and BY. */
const keywordStarts = new Uint8Array(128);
for (const word of ['TRUE', 'FALSE', 'NOT', 'IDENTIFIED', 'VALUES'])
  for (const first of [word[0]!, word[0]!.toLowerCase()]) keywordStarts[first.charCodeAt(0)] = word.length;
const LONGEST_PREFIX = 20;
const UNIT = /^[a-zA-Z]{1,2}$/;
const QUOTE_IN_BRACKETS = /^\[[^\]]*['"`]/;
/** What may stand directly before a text and belongs to it: `N'...'`, `E'...'`, `x'...'`, `_utf8'...'`. */
const PREFIX = /^(?:[xbnerq]|nq|rb|br|_\w{1,16})$/i;
/** Oracle's `q'[...]'`. */
const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}', '(': ')', '<': '>' };

class Sanitizer {
  readonly #sql: string;
  readonly #dialect: Dialect;
  readonly #redactComment: (comment: string) => string;
  readonly #pieces: string[] = [];
  /** What is before it is in `#pieces`. */
  #done = 0;
  #at = 0;
  /** The last two names, in upper case where they are short enough for a keyword that matters. */
  #last = '';
  #lastButOne = '';

  constructor(sql: string, dialect: Dialect, redactComment: (comment: string) => string) {
    this.#sql = sql;
    this.#dialect = dialect;
    this.#redactComment = redactComment;
  }

  run(): string {
    const sql = this.#sql;
    while (this.#at < sql.length) {
      const code = sql.charCodeAt(this.#at);
      this.#at = this.#token(code < 128 ? kinds[code]! : NAME);
    }
    if (this.#done === 0) return sql;
    this.#pieces.push(sql.slice(this.#done));
    const sanitized = this.#pieces.join('');
    return sanitized === sql ? sql : sanitized;
  }

  /** Of what starts at `#at`: where it ends, as do all of the following. */
  #token(kind: number): number {
    const { quotedTexts, escapes } = this.#dialect;
    switch (kind) {
      case NAME:
        return this.#name();
      case DIGIT:
        return this.#number();
      case QUOTE:
        return this.#text(this.#at, this.#at, escapes);
      case DOUBLE:
        return quotedTexts ? this.#text(this.#at, this.#at, escapes) : this.#quotedName('"');
      case BACKTICK:
        return this.#quotedName('`');
      case BRACKET:
        return this.#bracket();
      case DOLLAR:
        return this.#dollar();
      case DASH:
        return this.#dash();
      case SLASH:
        return this.#slash();
      case HASH:
        return this.#hash();
      case DOT:
        return this.#dot();
      case MARK:
        // `:name`, `:1`, `@p1`, `?1`, and PostgreSQL's `::int`.
        return this.#endOfName(this.#at + 1);
      default:
        return this.#at + 1;
    }
  }

  /** From `start` to `end` there is a literal. */
  #literal(start: number, end: number): number {
    this.#pieces.push(this.#sql.slice(this.#done, start), LITERAL);
    this.#done = end;
    return end;
  }

  /** Nothing can be told apart from `start` on. */
  #rest(start: number): number {
    return this.#literal(start, this.#sql.length);
  }

  #name(): number {
    const start = this.#at;
    const end = this.#endOfName(start);
    const uuidEnd = this.#endOfUuid(start, end);
    if (uuidEnd !== -1) return this.#literal(start, uuidEnd);
    const next = this.#sql.charCodeAt(end);
    if (next === APOSTROPHE || (next === QUOTATION && this.#dialect.quotedTexts)) {
      const prefix = this.#sql.slice(start, Math.min(end, start + LONGEST_PREFIX)).toLowerCase();
      if (PREFIX.test(prefix)) return this.#prefixedText(end, prefix);
    } else if (next === AMPERSAND && end === start + 1 && this.#sql.startsWith("&'", end)) {
      return this.#text(start, end + 1, false);
    }
    return this.#isValue(this.#keyword(start, end)) ? this.#literal(start, end) : end;
  }

  /** In upper case, if it could be one of those that matter; else nothing. */
  #keyword(start: number, end: number): string {
    const isOfInterest = keywordStarts[this.#sql.charCodeAt(start)] === end - start;
    return isOfInterest || end - start === 2 ? this.#sql.slice(start, end).toUpperCase() : '';
  }

  /** Whether a word is one: a boolean, or one of Oracle's passwords, which need no quotes. */
  #isValue(word: string): boolean {
    const isPassword = this.#isPasswordNext() && word !== 'VALUES';
    const isBoolean = (word === 'TRUE' || word === 'FALSE') && this.#last !== 'IS' && this.#last !== 'NOT';
    this.#lastButOne = this.#last;
    this.#last = word;
    return isPassword || isBoolean;
  }

  #isPasswordNext(): boolean {
    return this.#last === 'BY' && this.#lastButOne === 'IDENTIFIED';
  }

  #prefixedText(quoteAt: number, prefix: string): number {
    const opening = this.#sql[quoteAt + 1];
    const hasOwnQuotes = prefix.endsWith('q') && this.#sql[quoteAt] === "'" && opening !== undefined;
    if (!hasOwnQuotes) return this.#text(this.#at, quoteAt, this.#dialect.escapes || prefix === 'e');
    const end = this.#sql.indexOf(`${CLOSING[opening] ?? opening}'`, quoteAt + 2);
    return end === -1 ? this.#rest(this.#at) : this.#literal(this.#at, end + 2);
  }

  /** A text that starts at `start`, with what belongs to it, and whose first quote is at `quoteAt`. */
  #text(start: number, quoteAt: number, escapes: boolean): number {
    const sql = this.#sql;
    const quote = sql[quoteAt]!;
    const { isUnknown, triples } = this.#dialect;
    if (triples && sql.startsWith(quote.repeat(3), quoteAt)) return this.#tripleText(start, quoteAt, quote);
    for (let at = quoteAt + 1; at < sql.length; at++) {
      const char = sql[at];
      if (char === '\\' && escapes) at++;
      else if (char === '\\' && isUnknown && sql[at + 1] === quote) return this.#rest(start);
      else if (char !== quote) continue;
      else if (sql[at + 1] === quote) at++;
      // A word that touches it: what is within the quotes may be what is outside of them.
      else return isNameCode(sql.charCodeAt(at + 1)) ? this.#rest(start) : this.#literal(start, at + 1);
    }
    return this.#rest(start);
  }

  /** BigQuery's, in which single quotes mean nothing. */
  #tripleText(start: number, quoteAt: number, quote: string): number {
    const end = this.#sql.indexOf(quote.repeat(3), quoteAt + 3);
    return end === -1 ? this.#rest(start) : this.#literal(start, end + 3);
  }

  /** The quote that ends it may be in it twice. A name without an end may be anything. */
  #quotedName(quote: string): number {
    const start = this.#at;
    let end = this.#sql.indexOf(quote, start + 1);
    while (end !== -1 && this.#sql[end + 1] === quote) end = this.#sql.indexOf(quote, end + 2);
    if (end === -1) return this.#rest(start);
    return this.#isValue('') ? this.#literal(start, end + 1) : end + 1;
  }

  /** A name of SQL Server, or a list elsewhere. */
  #bracket(): number {
    const at = this.#at;
    if (this.#dialect.brackets) return this.#quotedName(']');
    const isUnclear = this.#dialect.isUnknown && QUOTE_IN_BRACKETS.test(this.#sql.slice(at, at + 256));
    return isUnclear ? this.#rest(at) : at + 1;
  }

  #number(): number {
    const start = this.#at;
    const wordEnd = this.#endOfName(start);
    const uuidEnd = this.#endOfUuid(start, wordEnd);
    if (uuidEnd !== -1) return this.#literal(start, uuidEnd);
    NUMBER.lastIndex = start;
    NUMBER.test(this.#sql);
    const end = NUMBER.lastIndex;
    const nameEnd = this.#endOfName(end);
    // `10L` and `5m` are numbers; MySQL's names may begin with digits.
    const isName = nameEnd > end && !UNIT.test(this.#sql.slice(end, Math.min(nameEnd, end + 3)));
    return isName ? nameEnd : this.#literal(start, nameEnd);
  }

  #dot(): number {
    const before = this.#at > 0 ? this.#sql.charCodeAt(this.#at - 1) : 0;
    const isOfName =
      isNameCode(before) || before === QUOTATION || before === GRAVE || before === CLOSING_BRACKET;
    const isNumber = !isOfName && kinds[this.#sql.charCodeAt(this.#at + 1)] === DIGIT;
    return isNumber ? this.#number() : this.#at + 1;
  }

  #dollar(): number {
    const start = this.#at;
    DOLLAR_TAG.lastIndex = start;
    const tag = this.#dialect.dollars ? DOLLAR_TAG.exec(this.#sql)?.[0] : undefined;
    if (tag === undefined) return this.#endOfName(start + 1);
    const end = this.#sql.indexOf(tag, start + tag.length);
    return end === -1 ? this.#rest(start) : this.#literal(start, end + tag.length);
  }

  #dash(): number {
    const at = this.#at;
    const { hashComments, isUnknown } = this.#dialect;
    if (!this.#sql.startsWith('--', at)) return at + 1;
    const isBeforeSpace = !(this.#sql.charCodeAt(at + 2) > 32);
    if (isBeforeSpace || !(hashComments || isUnknown)) return this.#comment(at + 2, this.#endOfLine());
    return hashComments ? at + 2 : this.#perhapsComment();
  }

  #hash(): number {
    if (this.#dialect.hashComments) return this.#comment(this.#at + 1, this.#endOfLine());
    return this.#dialect.isUnknown ? this.#perhapsComment() : this.#at + 1;
  }

  /** What is a comment to some: the same to all, unless there are quotes in it. */
  #perhapsComment(): number {
    const end = this.#endOfLine();
    const isUnclear = /['"`$]/.test(this.#sql.slice(this.#at, end));
    return isUnclear ? this.#rest(this.#at) : this.#comment(this.#at, end);
  }

  #slash(): number {
    const at = this.#at;
    if (!this.#sql.startsWith('/*', at)) return at + 1;
    const end = this.#sql.indexOf('*/', at + 2);
    if (end === -1) return this.#comment(at + 2, this.#sql.length);
    const inner = this.#sql.indexOf('/*', at + 2);
    if (inner === -1 || inner > end) return this.#comment(at + 2, end) + 2;
    return this.#dialect.nestedComments ? this.#nestedComment() : this.#rest(at);
  }

  #nestedComment(): number {
    COMMENT_MARK.lastIndex = this.#at;
    let depth = 0;
    for (let mark = COMMENT_MARK.exec(this.#sql); mark !== null; mark = COMMENT_MARK.exec(this.#sql)) {
      depth += mark[0] === '/*' ? 1 : -1;
      if (depth === 0) return this.#comment(this.#at + 2, mark.index) + 2;
    }
    return this.#comment(this.#at + 2, this.#sql.length);
  }

  #comment(start: number, end: number): number {
    const text = this.#sql.slice(start, end);
    const redacted = this.#redactComment(text.replace(COMMENTED_LITERAL, LITERAL));
    if (redacted === text) return end;
    this.#pieces.push(this.#sql.slice(this.#done, start), redacted);
    this.#done = end;
    return end;
  }

  #endOfLine(): number {
    const end = this.#sql.indexOf('\n', this.#at);
    return end === -1 ? this.#sql.length : end;
  }

  #endOfName(start: number): number {
    const sql = this.#sql;
    let at = start;
    while (at < sql.length && isNameCode(sql.charCodeAt(at))) at++;
    return at;
  }

  /** Of the word from `start` to `end` and what follows; -1 where none starts. */
  #endOfUuid(start: number, end: number): number {
    if (end - start !== 8 || this.#sql.charCodeAt(end) !== HYPHEN) return -1;
    UUID.lastIndex = start;
    return UUID.test(this.#sql) ? UUID.lastIndex : -1;
  }
}

/** Texts and numbers in comments, which may be statements of yesterday. The apostrophe in `don't` is none. */
const COMMENTED_LITERAL = /(?<!\p{L})'[^']*(?:'|$)|"[^"]*(?:"|$)|(?<![\w.$:@?])\d[\d.]*(?!\w)/gu;

/** Of what names consist of behind their first character: letters, digits, `_` and `$`. */
function isNameCode(code: number): boolean {
  return code >= 128 || kinds[code] === NAME || kinds[code] === DIGIT || code === DOLLAR_SIGN;
}

function unchanged(comment: string): string {
  return comment;
}
