/** Statements that came before: those with placeholders come again and again. */

/** Of each kind of database. */
const MOST_KEPT = 256;
/** UTF-16 units. */
const LONGEST_KEPT = 2048;

export class StatementMemory {
  readonly #sanitize: (statement: string, system: string | undefined) => string;
  readonly #bySystem = new Map<string | undefined, Map<string, string>>();

  constructor(sanitize: (statement: string, system: string | undefined) => string) {
    this.#sanitize = sanitize;
  }

  of(statement: string, system: string | undefined): string {
    if (statement.length > LONGEST_KEPT) return this.#sanitize(statement, system);
    const known = this.#bySystem.get(system) ?? this.#begin(system);
    let sanitized = known.get(statement);
    if (sanitized === undefined) {
      sanitized = this.#sanitize(statement, system);
      // Statements that hold their values do not come again, and must not fill the memory.
      if (known.size >= MOST_KEPT) known.clear();
      known.set(statement, sanitized);
    }
    return sanitized;
  }

  #begin(system: string | undefined): Map<string, string> {
    // What names a database comes from instrumentations, but anybody can write one.
    if (this.#bySystem.size >= 16) this.#bySystem.clear();
    const begun = new Map<string, string>();
    this.#bySystem.set(system, begun);
    return begun;
  }
}
