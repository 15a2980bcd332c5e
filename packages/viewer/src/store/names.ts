/** Names in order of their first use. */
export class Names {
  readonly all: string[] = [];
  readonly #indices = new Map<string, number>();

  indexOf(name: string): number {
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    this.#indices.set(name, this.all.length);
    return this.all.push(name) - 1;
  }
}
