/** What is known of each name, so that it is told once: an application has few names, and uses them on every span. */

import type { RedactionOptions } from '../options.ts';
import { hasEnding, type Secrecy, secrecyOf } from './secret-names.ts';
import { type Content, contentOf } from './semantic-names.ts';
import { spellingOf, wordsOf } from './words.ts';

/** A name of somebody else's making may be as long as he likes. */
const LONGEST_KEPT = 256;
/** Names that come from outside (headers, keys of documents) must not fill the memory: it then starts over. */
const MOST_KEPT = 2048;

export class KnownName {
  readonly name: string;
  /** The name without secrets, if there are any in it. */
  readonly clean: string;
  readonly isAllowed: boolean;
  readonly secrecy: Secrecy;
  readonly content: Content;
  /** Whether values are texts, and no more is known of them. */
  readonly isText: boolean;
  /** Whether values are texts, or URLs, of which most are plain. */
  readonly isOrdinary: boolean;
  /** The last text of that name that held nothing. */
  lastClean: string | undefined = undefined;

  constructor(name: string, clean: string, isAllowed: boolean, secrecy: Secrecy, content: Content) {
    this.name = name;
    this.clean = clean;
    this.isAllowed = isAllowed;
    this.secrecy = secrecy;
    this.content = content;
    this.isText = !isAllowed && secrecy === undefined && content === 'text';
    this.isOrdinary = !isAllowed && secrecy === undefined && !['query', 'sql', 'bound'].includes(content);
  }
}

export class NameMemory {
  /** The application's, as they were given. */
  readonly keys: readonly string[];
  readonly #known = new Map<string, KnownName>();
  readonly #keys: ReadonlySet<string>;
  readonly #allowed: ReadonlySet<string>;
  readonly #redactName: (name: string) => string;

  /** @param redactName what becomes of a name that holds a secret itself */
  constructor({ keys = [], allow = [] }: RedactionOptions, redactName: (name: string) => string) {
    this.keys = keys;
    this.#keys = new Set(keys.map(spellingOf));
    this.#allowed = new Set(allow.map(spellingOf));
    this.#redactName = redactName;
  }

  of(name: string): KnownName {
    return this.#known.get(name) ?? this.#learn(name);
  }

  #learn(name: string): KnownName {
    const isAllowed = this.#allowed.size > 0 && this.#allowed.has(spellingOf(name));
    const clean = isAllowed ? name : this.#redactName(name);
    const known = new KnownName(name, clean, isAllowed, this.#secrecyOf(name), contentOf(name));
    if (name.length > LONGEST_KEPT) return known;
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    this.#known.set(name, known);
    return known;
  }

  #secrecyOf(name: string): Secrecy {
    if (this.#keys.size > 0 && hasEnding(wordsOf(name), this.#keys)) return 'always';
    return secrecyOf(name);
  }
}
