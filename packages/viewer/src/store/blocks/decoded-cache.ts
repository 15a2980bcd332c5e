/** Sections that were read lately, decoded: as many as fit; those that were not used for longest go first. */

export interface Decoded {
  /** Of memory, about. */
  bytes: number;
}

/** Uses of anything that pass before a thing counts as used again. */
const RECENT = 1024;

export class DecodedCache {
  readonly #limit: number;
  readonly #kept = new Map<number, { decoded: Decoded; used: number }>();
  #bytes = 0;
  #uses = 0;

  /** @param limit in bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param key a number that nothing else in this cache has */
  get<T extends Decoded>(key: number, decode: () => T): T {
    const kept = this.#kept.get(key);
    if (kept === undefined) return this.#keep(key, decode());
    // What was used a moment ago is far from the end: it keeps its place, which is cheaper.
    if (++this.#uses - kept.used > RECENT) {
      kept.used = this.#uses;
      this.#kept.delete(key);
      this.#kept.set(key, kept);
    }
    return kept.decoded as T;
  }

  /** Forgets all keys from one to another. */
  forget(from: number, to: number): void {
    for (let key = from; key <= to; key++) {
      this.#bytes -= this.#kept.get(key)?.decoded.bytes ?? 0;
      this.#kept.delete(key);
    }
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  #keep<T extends Decoded>(key: number, decoded: T): T {
    this.#kept.set(key, { decoded, used: this.#uses });
    this.#bytes += decoded.bytes;
    for (const [oldest, { decoded: old }] of this.#kept) {
      if (this.#bytes <= this.#limit || oldest === key) break;
      this.#kept.delete(oldest);
      this.#bytes -= old.bytes;
    }
    return decoded;
  }
}
