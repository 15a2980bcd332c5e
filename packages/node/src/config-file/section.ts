/** One mapping of the configuration file, read key by key. */

import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { LONGEST_MS } from '../config/env-reader.ts';
import type { Findings, ScalarValue } from './findings.ts';

const MAX_PATH_LENGTH = 1000;
const LEFT_OUT = 'it is left out';
/** Without the name of it: a password may begin with a star. */
const NO_ANCHOR = 'refers to an anchor that is not there; text that begins with * stands in quotes';

/**
 * Reads what is asked for and remembers it: `end()` then tells of keys that nobody asked for. Absent and null are the
 * same. What is not valid is a problem, and reads as absent.
 */
export class Section {
  /** The keys that lead here: `tracer_provider.processors[0].batch`. */
  readonly path: string;
  readonly #findings: Findings;
  readonly #document: Document;
  readonly #node: Node | undefined;
  readonly #entries = new Map<string, { key: Node; value: Node | undefined }>();
  readonly #asked = new Set<string>();

  constructor(findings: Findings, document: Document, node: Node | undefined, path: string) {
    this.path = path;
    this.#findings = findings;
    this.#document = document;
    this.#node = node;
    for (const { key, value } of isMap(node) ? node.items : []) {
      this.#entries.set(String(key), {
        key: key as Node,
        value: this.#resolved(value, this.#at(String(key))),
      });
    }
  }

  get keys(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** Empty text is none, as an unset variable between quotes leaves it. */
  text(key: string): string | undefined {
    const read = (value: ScalarValue) => (typeof value === 'string' ? value : undefined);
    return this.#scalar(key, 'text', read) || undefined;
  }

  /** As {@link text}, where a number or boolean is taken as it is written: tokens may consist of digits. */
  anyText(key: string): string | undefined {
    const value = this.#scalar(key, 'text', String);
    return value === undefined ? undefined : this.written(key) || undefined;
  }

  /** A scalar letter by letter, substituted: as a number `007` is 7. */
  written(key: string): string | undefined {
    const node = this.#get(key);
    return isScalar(node) ? this.#findings.writtenIn(node) : undefined;
  }

  integer(key: string, minimum = 0): number | undefined {
    return this.#scalar(key, `a whole number of at least ${minimum}`, (value) =>
      Number.isSafeInteger(value) && (value as number) >= minimum ? (value as number) : undefined,
    );
  }

  /** Whole milliseconds, at most as many as a timer can wait. */
  millis(key: string): number | undefined {
    const millis = this.integer(key);
    return millis === undefined ? undefined : Math.min(millis, LONGEST_MS);
  }

  /** A number from 0 to 1. */
  share(key: string): number | undefined {
    return this.#scalar(key, 'a number from 0 to 1', (value) =>
      typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined,
    );
  }

  boolean(key: string): boolean | undefined {
    return this.#scalar(key, 'true or false', (value) => (typeof value === 'boolean' ? value : undefined));
  }

  choice<T extends string>(key: string, choices: readonly T[]): T | undefined {
    return this.#scalar(key, `one of ${choices.join(', ')}`, (value) =>
      choices.find((choice) => choice === value),
    );
  }

  texts(key: string): string[] | undefined {
    return this.#items(key, 'text', (value) => typeof value === 'string');
  }

  numbers(key: string): number[] | undefined {
    return this.#items(key, 'a number', (value) => typeof value === 'number');
  }

  #items<T>(key: string, takes: string, isOne: (value: unknown) => value is T): T[] | undefined {
    return this.#list(key)?.flatMap((item, at) => {
      const value = isScalar(item) ? this.#findings.valueOf(item, `${this.#at(key)}[${at}]`) : undefined;
      if (isOne(value)) return [value];
      this.#findings.problem(item, `${this.#at(key)}[${at}] takes ${takes}`);
      return [];
    });
  }

  section(key: string): Section | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    if (isMap(value)) return this.#child(value, this.#at(key));
    this.#findings.problem(value, `${this.#at(key)} takes keys and values below it`);
    return undefined;
  }

  /** An empty one where the key is there without a value. */
  sectionOrEmpty(key: string): Section {
    return this.section(key) ?? this.#child(this.#entries.get(key)?.key, this.#at(key));
  }

  sections(key: string): Section[] | undefined {
    return this.#list(key)?.flatMap((item, at) => {
      if (isMap(item)) return [this.#child(item, `${this.#at(key)}[${at}]`)];
      this.#findings.problem(item, `${this.#at(key)}[${at}] takes keys and values below it`);
      return [];
    });
  }

  /** A list or scalar as it is, or whatever lies below the key, substituted. */
  data(key: string): unknown {
    const value = this.#get(key);
    return value === undefined ? undefined : this.#plain(value, this.#at(key));
  }

  /**
   * This section holds one key, which says what it is: reads what is below it.
   * @param unsupported keys of the schema that nothing is done about, with this consequence
   */
  variant<T>(
    known: Readonly<Record<string, (properties: Section) => T>>,
    unsupported: readonly string[] = [],
    consequence = LEFT_OUT,
  ): T | undefined {
    const [name, ...others] = this.keys;
    const choices = Object.keys(known).join(', ');
    if (name === undefined || others.length > 0) {
      this.invalid(`takes exactly one of ${choices}`);
      return undefined;
    }
    this.#asked.add(name);
    if (Object.hasOwn(known, name)) return known[name]!(this.sectionOrEmpty(name));
    if (unsupported.includes(name)) this.#unsupported(name, consequence);
    else this.#unknown(name, choices);
    return undefined;
  }

  /** Keys of the schema that nothing is done about: each costs a line where it is there. */
  unsupported(...keys: readonly string[]): void {
    for (const key of keys) {
      this.#asked.add(key);
      if (this.#entries.has(key)) this.#unsupported(key, LEFT_OUT);
    }
  }

  /** Says what this section as a whole takes. */
  invalid(what: string): void {
    this.#findings.problem(this.#node, `${this.path} ${what}`);
  }

  /**
   * Says what `key` takes.
   * @param part what of its value is not valid; without it nothing of the value is shown
   */
  reject(key: string, what: string, part?: string): void {
    const { key: name, value } = this.#entries.get(key) ?? {};
    const more = value === undefined ? '' : this.#findings.shownPart(value, part);
    this.#findings.problem(value ?? name ?? this.#node, `${this.#at(key)} ${what}${more}`);
  }

  /** Says that `key` is not done as it is written. */
  remark(key: string, what: string): void {
    this.#findings.note(this.#entries.get(key)?.key ?? this.#node, `${this.#at(key)} ${what}`);
  }

  /** Says that the key has to be there. */
  missing(key: string): void {
    this.#findings.problem(this.#entries.get(key)?.key ?? this.#node, `${this.#at(key)} is required`);
  }

  /** To be called when all was asked for that is known. */
  end(): void {
    for (const key of this.keys) {
      if (!this.#asked.has(key)) this.#unknown(key, [...this.#asked].join(', '));
    }
  }

  #unsupported(key: string, consequence: string): void {
    this.remark(key, `is valid, but not supported here: ${consequence}`);
  }

  #unknown(key: string, choices: string): void {
    const takes = choices === '' ? 'nothing stands below it' : `it takes ${choices}`;
    this.#findings.problem(this.#entries.get(key)?.key, `${this.#at(key)} is not known: ${takes}`);
  }

  #scalar<T>(key: string, takes: string, read: (value: ScalarValue) => T | undefined): T | undefined {
    const node = this.#get(key);
    if (node === undefined) return undefined;
    const value = isScalar(node) ? this.#findings.valueOf(node, this.#at(key)) : undefined;
    // Null also as what an unset variable leaves.
    if (isScalar(node) && (value === null || value === undefined)) return undefined;
    const result = value === undefined ? undefined : read(value as ScalarValue);
    if (result === undefined) {
      this.#findings.problem(node, `${this.#at(key)} takes ${takes}${this.#findings.shown(node)}`);
    }
    return result;
  }

  #list(key: string): Node[] | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    if (isSeq(value))
      return value.items
        .map((item, at) => this.#resolved(item, `${this.#at(key)}[${at}]`))
        .filter((item) => item !== undefined);
    this.#findings.problem(value, `${this.#at(key)} takes a list`);
    return undefined;
  }

  #get(key: string): Node | undefined {
    this.#asked.add(key);
    const value = this.#entries.get(key)?.value;
    return isScalar(value) && value.value === null ? undefined : value;
  }

  #resolved(value: unknown, path: string): Node | undefined {
    if (!isAlias(value)) return (value as Node | null) ?? undefined;
    if (!this.#findings.mayFollow(value, path)) return undefined;
    const node = value.resolve(this.#document);
    if (node === undefined) this.#findings.problem(value, `${path} ${NO_ANCHOR}`);
    return node;
  }

  #child(node: Node | YAMLMap | undefined, path: string): Section {
    return new Section(this.#findings, this.#document, this.#isTooDeep(node, path) ? undefined : node, path);
  }

  /** An alias within what it stands for would lead on for ever. */
  #isTooDeep(node: Node | undefined, path: string): boolean {
    const isTooDeep = path.length > MAX_PATH_LENGTH;
    if (isTooDeep) this.#findings.problem(node, `${path.slice(0, 80)}... is nested too deep`);
    return isTooDeep;
  }

  #plain(node: Node | undefined, path: string): unknown {
    if (this.#isTooDeep(node, path)) return undefined;
    if (isScalar(node)) return this.#findings.valueOf(node, path);
    const below = (value: unknown, at: string) => this.#plain(this.#resolved(value, at), at);
    if (isSeq(node)) return node.items.map((item, at) => below(item, `${path}[${at}]`));
    if (!isMap(node)) return undefined;
    return Object.fromEntries(
      node.items.map(({ key, value }) => [String(key), below(value, `${path}.${key}`)]),
    );
  }

  #at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}
