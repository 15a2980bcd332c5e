/**
 * A regular expression as a tree, as far as one has to know it to write texts that are hard for it: what repeats, what stands
 * before that, and which characters it takes. `new RegExp` has said before that the pattern is one.
 */

export type PatternNode =
  /** One character: itself, a class, an escape, a dot. */
  | { readonly kind: 'character'; readonly source: string }
  /** Takes no character: an anchor, a boundary, a look around, with what is looked for. */
  | { readonly kind: 'assertion'; readonly body: PatternNode | undefined }
  /** The same text as the group of that number or name. */
  | { readonly kind: 'reference'; readonly group: string }
  | { readonly kind: 'group'; readonly body: PatternNode; readonly names: readonly string[] }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'loop'; readonly body: PatternNode; readonly min: number; readonly max: number };

export function patternTree(source: string): PatternNode {
  return new Parser(source).choice();
}

const QUANTIFIER = /(?:([*+?])|\{(\d+)(,(\d*))?\})\??/y;
const GROUP = /\((?:\?(?:(<?[=!])|<([^>]+)>|[a-z-]*:))?/y;
const ESCAPE =
  /\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|k<([^>]+)>|([1-9]\d*)|[\s\S])/uy;

class Parser {
  readonly #source: string;
  #at = 0;
  #groups = 0;

  constructor(source: string) {
    this.#source = source;
  }

  choice(): PatternNode {
    const options = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at++;
      options.push(this.#sequence());
    }
    return options.length === 1 ? options[0]! : { kind: 'choice', options };
  }

  #sequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at]!)) {
      items.push(this.#repeated(this.#atom()));
    }
    return items.length === 1 ? items[0]! : { kind: 'sequence', items };
  }

  #repeated(body: PatternNode): PatternNode {
    const quantifier = this.#take(QUANTIFIER);
    if (quantifier === undefined) return body;
    const [, sign, least, comma, most] = quantifier;
    if (sign !== undefined)
      return { kind: 'loop', body, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    const min = Number(least);
    if (comma === undefined) return { kind: 'loop', body, min, max: min };
    return { kind: 'loop', body, min, max: most === '' ? Infinity : Number(most) };
  }

  #atom(): PatternNode {
    switch (this.#source[this.#at]) {
      case '(':
        return this.#group();
      case '[':
        return this.#class();
      case '\\':
        return this.#escape();
      case '^':
      case '$':
        this.#at++;
        return { kind: 'assertion', body: undefined };
      default:
        return this.#character();
    }
  }

  #group(): PatternNode {
    const [opening, look, name] = this.#take(GROUP)!;
    const names = opening === '(' || name !== undefined ? [String(++this.#groups), name ?? ''] : [];
    const body = this.choice();
    this.#at++; // its `)`
    return look === undefined ? { kind: 'group', body, names } : { kind: 'assertion', body };
  }

  /** With flag `v` classes hold classes. */
  #class(): PatternNode {
    const start = this.#at;
    let depth = 0;
    do {
      const char = this.#source[this.#at++];
      if (char === '\\') this.#at++;
      else if (char === '[') depth++;
      else if (char === ']') depth--;
      // Without it, a bracket in a class is a character.
      if (depth > 1 && char === '[' && !this.#closes()) depth = 1;
    } while (depth > 0 && this.#at < this.#source.length);
    return { kind: 'character', source: this.#source.slice(start, this.#at) };
  }

  /** Whether two brackets are closed from here on. */
  #closes(): boolean {
    const first = this.#source.indexOf(']', this.#at);
    return first !== -1 && this.#source.indexOf(']', first + 1) !== -1;
  }

  #escape(): PatternNode {
    const [source, name, number] = this.#take(ESCAPE)!;
    if (source === '\\b' || source === '\\B') return { kind: 'assertion', body: undefined };
    const group = name ?? number;
    return group === undefined ? { kind: 'character', source } : { kind: 'reference', group };
  }

  #character(): PatternNode {
    const char = String.fromCodePoint(this.#source.codePointAt(this.#at)!);
    this.#at += char.length;
    return { kind: 'character', source: char };
  }

  #take(token: RegExp): RegExpExecArray | undefined {
    token.lastIndex = this.#at;
    const found = token.exec(this.#source);
    if (found === null) return undefined;
    this.#at = token.lastIndex;
    return found;
  }
}
