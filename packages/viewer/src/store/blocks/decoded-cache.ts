/** Sections that were read lately, decoded: as many as fit; those that were not used for longest go first. */

export interface Decoded {
  /** Of memory, about. */
  bytes: number;
}

export class DecodedCache {
  readonly #limit: number;
  readonly #kept = new Map<number, Decoded>();
  #bytes = 0;

  /** @param limit in bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param key a number that nothing else in this cache has */
  get<T extends Decoded>(key: number, decode: () => T): T {
    const kept = this.#kept.get(key) as T | undefined;
    if (kept === undefined) return this.#keep(key, decode());
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept;
  }

  /** Forgets all keys from one to another. */
  forget(from: number, to: number): void {
    for (let key = from; key <= to; key++) {
      this.#bytes -= this.#kept.get(key)?.bytes ?? 0;
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
    this.#kept.set(key, decoded);
    this.#bytes += decoded.bytes;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= this.#limit || oldest === key) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytes;
    }
    return decoded;
  }
}
