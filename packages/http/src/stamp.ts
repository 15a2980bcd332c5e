/**
 * Base of classes that add a private field to an object that is not ours.
 *
 * `console.log`, `Object.keys`, `Reflect.ownKeys` and copies of the object know nothing of such a field, and it goes when
 * the object goes. RATIONALE.md has what the other ways cost, and why each kind of object has a class of its own.
 */
export class Stamp {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: makes `object` the `this` that subclasses add their fields to
    return object;
  }
}
