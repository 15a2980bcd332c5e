/** Methods that are replaced so that nobody who looks at them sees a difference. */

/** Replaces a method by `wrapper(method)`, which keeps its name and length. */
export function wrapMethod<T, K extends keyof T>(
  target: T,
  name: K,
  wrapper: (original: NonNullable<T[K]>) => T[K],
): void {
  const original = target[name];
  if (typeof original !== 'function') throw new TypeError(`there is no ${String(name)} function to wrap`);
  target[name] = described(wrapper(original) as object, original) as T[K];
}

/** `replacement` under the name and with the length of what it replaces: some frameworks go by these. */
export function described<F extends object>(replacement: F, original: Described): F {
  for (const key of ['name', 'length'] as const) {
    Object.defineProperty(replacement, key, { value: original[key], configurable: true });
  }
  return replacement;
}

/**
 * The same for a function of the app's, with all that it carries too: a router's middleware is found by its `router`. The
 * properties are copied as they are: what a getter says is asked for by who reads it, and may throw then.
 */
export function standIn<F extends object>(replacement: F, original: object): F {
  for (const key of Reflect.ownKeys(original)) {
    // Says false of what a function has for good, where an assignment throws.
    Reflect.defineProperty(replacement, key, Reflect.getOwnPropertyDescriptor(original, key)!);
  }
  return replacement;
}

interface Described {
  readonly name: string;
  readonly length: number;
}
