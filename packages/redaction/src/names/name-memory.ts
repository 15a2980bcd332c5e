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
  /** The name that came after this one last time: a comparison of pointers instead of a look-up. */
  next: KnownName | undefined = undefined;

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
  /** What is before the first attribute. */
  readonly first = new KnownName('', '', false, undefined, 'text');
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

  /** Likewise, of attributes in their order, which is the same on every span of a kind. `previous`: {@link first} to begin with. */
  after(previous: KnownName, name: string): KnownName {
    const expected = previous.next;
    if (expected !== undefined && expected.name === name) return expected;
    const known = this.of(name);
    // Only names of the memory are linked, so that forgetting it frees them all.
    if (name.length <= LONGEST_KEPT) previous.next = known;
    return known;
  }

  #learn(name: string): KnownName {
    const isAllowed = this.#allowed.size > 0 && this.#allowed.has(spellingOf(name));
    const clean = isAllowed ? name : this.#redactName(name);
    const known = new KnownName(name, clean, isAllowed, this.#secrecyOf(name), contentOf(name));
    if (name.length > LONGEST_KEPT) return known;
    if (this.#known.size >= MOST_KEPT) this.#forget();
    this.#known.set(name, known);
    return known;
  }

  #forget(): void {
    this.#known.clear();
    this.first.next = undefined;
  }

  #secrecyOf(name: string): Secrecy {
    if (this.#keys.size > 0 && hasEnding(wordsOf(name), this.#keys)) return 'always';
    return secrecyOf(name);
  }
}
