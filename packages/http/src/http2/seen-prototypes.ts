/**
 * The classes of `node:http2` that it does not export: each is met, and patched, with its first object.
 *
 * Node makes these objects itself, so theirs are the only prototypes; what an app emits by hand has others, which are not touched.
 */
export class SeenPrototypes {
  readonly #method: string;
  readonly #patch: (prototype: object) => void;
  readonly #seen = new WeakSet<object>();
  #last: object | undefined;

  /** @param method that the class declares, and no class below it in Node */
  constructor(method: string, patch: (prototype: object) => void) {
    this.#method = method;
    this.#patch = patch;
  }

  /** Whether the object is of such a class, which is patched now if it was not before. */
  meet(object: object): boolean {
    const prototype = Object.getPrototypeOf(object) as object;
    if (prototype === this.#last) return true;
    if (!Object.hasOwn(prototype, this.#method)) return false;
    if (!this.#seen.has(prototype)) {
      this.#seen.add(prototype);
      this.#patch(prototype);
    }
    this.#last = prototype;
    return true;
  }
}
