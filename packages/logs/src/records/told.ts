/** Reading objects of the app's, whose getters may throw where nobody but us reads them. */

/** A field of the object; undefined where it throws. */
export function told(object: object, key: PropertyKey): unknown {
  try {
    return (object as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** All of them. */
export function allTold(object: object): unknown[] {
  return Object.keys(object).map((key) => told(object, key));
}
