/** Reading one environment variable: trims, treats empty as unset, collects one complaint a bad value. */

export type Environment = Readonly<Record<string, string | undefined>>;

/** Milliseconds, 24 days: a timer of Node's that is given more ends at once, with a warning on the application's stderr. */
export const LONGEST_MS = 2 ** 31 - 1;

/**
 * Reads variables out of `env`. A bad value never throws: the default is used and one sentence is added to
 * `complaints`, naming the variable, the value and what would be right.
 */
export class EnvReader {
  readonly #complaints = new Set<string>();
  /** What is set and not empty, trimmed. */
  readonly #set = new Map<string, string>();
  readonly #read = new Set<string>();

  constructor(env: Environment) {
    // Of a hundred variables that a start asks for, few are set: a look at process.env for each costs more than this.
    for (const name of Object.keys(env)) {
      const value = isOurs(name) ? env[name]?.trim() : undefined;
      if (value) this.#set.set(name, value);
    }
  }

  /** Each told once, however often its variable is read (the general OTLP ones are, for every signal). */
  get complaints(): readonly string[] {
    return [...this.#complaints];
  }

  /** The trimmed value; `undefined` when unset or empty, as the specification asks. */
  text(name: string): string | undefined {
    const value = this.#set.get(name);
    if (value !== undefined) this.#read.add(name);
    return value;
  }

  /** A whole number of at least `minimum`. */
  integer(name: string, fallback: number, minimum = 0): number {
    return this.optionalInteger(name, minimum) ?? fallback;
  }

  optionalInteger(name: string, minimum = 0): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\+?\d+$/.test(text) && value >= minimum && Number.isSafeInteger(value)) return value;
    this.reject(name, text, `a whole number of at least ${minimum}`);
    return undefined;
  }

  /** Whole milliseconds. What no timer can wait is as long as one can. */
  millis(name: string, fallback: number, minimum = 0): number {
    return Math.min(this.integer(name, fallback, minimum), LONGEST_MS);
  }

  /** One of `choices`, compared without case. */
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const found = choices.find((choice) => choice === text.toLowerCase());
    if (found === undefined) this.reject(name, text, `one of ${choices.join(', ')}`, fallback);
    return found ?? fallback;
  }

  /** Names of variables that start with `prefix` and are set. */
  namesFrom(prefix: string): string[] {
    return [...this.#set.keys()].filter((name) => name.startsWith(prefix));
  }

  /** Of those, what nobody has asked for yet. */
  unread(prefix: string): string[] {
    return this.namesFrom(prefix).filter((name) => !this.#read.has(name));
  }

  /** The parts of a comma-separated list, trimmed and in lower case. */
  items(name: string): string[] {
    const items = (this.text(name) ?? '').toLowerCase().split(',');
    return items.map((item) => item.trim()).filter(Boolean);
  }

  /**
   * A comma-separated list. Unknown members cost one complaint each and are left out; `undefined` when unset, and when
   * nothing valid is in it.
   */
  list<T extends string>(name: string, choices: readonly T[]): T[] | undefined {
    if (this.text(name) === undefined) return undefined;
    const items = this.items(name);
    const isChoice = (item: string): item is T => choices.includes(item as T);
    const found = [...new Set(items.filter(isChoice))];
    const consequence = found.length > 0 ? 'it is left out' : 'the default is used';
    for (const item of items) {
      if (!isChoice(item)) this.explain(name, item, `a list of ${choices.join(', ')}`, consequence);
    }
    // Whoever reads the list turns everything off then.
    if (found.length > 1 && found.some((choice) => choice === 'none'))
      this.complain(`${name}=${quoted(this.text(name)!)}: none stands beside others, and wins`);
    return found.length > 0 ? found : undefined;
  }

  /** `true` and `false` only (configuration/sdk-environment-variables.md#boolean-value). */
  boolean(name: string): boolean {
    const text = this.text(name);
    if (text === undefined) return false;
    if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    this.reject(name, text, 'true or false', 'false');
    return false;
  }

  /** Adds the complaint. `value` is shown: never call this with a header, a key or a URL that may hold a password. */
  reject(name: string, value: string, valid: string, used = 'the default'): void {
    this.explain(name, value, valid, `${used} is used`);
  }

  /** As {@link reject}, with a consequence of its own. */
  explain(name: string, value: string, valid: string, consequence: string): void {
    this.complain(`${name}=${quoted(value)} is not valid: it takes ${valid}; ${consequence}`);
  }

  /** For values that may be secrets: names the variable only. */
  rejectSecret(name: string, valid: string, consequence: string): void {
    this.complain(`${name} is not valid (its value is not shown): it takes ${valid}; ${consequence}`);
  }

  complain(line: string): void {
    this.#complaints.add(line);
  }
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}...` : value);
}

function isOurs(name: string): boolean {
  return name.startsWith('OTEL_') || name.startsWith('WAYMARK_');
}
