/** Names of spans and events that held nothing: there are few, and each comes again. */

const MOST_KEPT = 1024;
/** UTF-16 units. */
const LONGEST_KEPT = 256;

export class CleanNames {
  readonly #clean = new Set<string>();
  readonly #redact: (name: string) => string;

  constructor(redact: (name: string) => string) {
    this.#redact = redact;
  }

  of(name: string): string {
    if (this.#clean.has(name)) return name;
    const redacted = this.#redact(name);
    if (redacted === name && name.length <= LONGEST_KEPT) this.#keep(name);
    return redacted;
  }

  /** Somebody may put an id into a name, and the memory must not grow with that. */
  #keep(name: string): void {
    if (this.#clean.size >= MOST_KEPT) this.#clean.clear();
    this.#clean.add(name);
  }
}
