/**
 * Something remembered of an object that is not ours, where nobody sees it: a private field added to the object.
 * `console.log`, copies, `Object.keys` and `Reflect.ownKeys` know nothing of it, and it goes when the object goes.
 */

class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: makes `object` the `this` that the subclass adds its field to
    return object;
  }
}

/** A kind of stamp; `T` is what it says. A second one takes the place of the first. */
export interface Stamp<T> {
  put(object: object, value: T): void;
  /** Undefined for what was not stamped: other objects, proxies and descendants of stamped ones, no objects. */
  of(object: unknown): T | undefined;
}

/** Stamps that only who made them can read. */
export function createStamp<T>(): Stamp<T> {
  class Stamped extends Given {
    #value: T;

    constructor(object: object, value: T) {
      super(object);
      this.#value = value;
    }

    static put(object: object, value: T): void {
      if (#value in object) object.#value = value;
      else new Stamped(object, value);
    }

    static of(object: unknown): T | undefined {
      if (typeof object !== 'object' || object === null) return undefined;
      return #value in object ? object.#value : undefined;
    }
  }
  return {
    put: Stamped.put,
    of: Stamped.of,
  };
}
