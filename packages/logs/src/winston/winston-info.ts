/** Ids into winston's info objects, which may be objects of the app's. */
import { isError } from '../records/exception.ts';
import { addFields, hasField, type LineField } from '../records/line-fields.ts';

type Fields = readonly LineField[];

/**
 * The info to write, with the ids as fields, or undefined when it must be the app's own object. A field of that name is
 * the app's and stays. Plain objects are copied and errors derived from, so that the app's own object does not change
 * when it logs it; other instances may have private state that a copy loses: they are {@link lendFields lent} the ids.
 */
export function withFields(info: object, fields: Fields): object | undefined {
  const prototype = Object.getPrototypeOf(info);
  if (prototype === Object.prototype || prototype === null) return withAdded({ ...info }, fields);
  if (isError(info)) return withAdded(Object.assign(Object.create(info), info), fields);
  return undefined;
}

function withAdded(info: object, fields: Fields): object {
  addFields(info, fields);
  return info;
}

/**
 * Puts the ids into an object of the app's; what is returned takes them out again. A field of that name that has a
 * value stays, and an object that takes no fields (frozen, sealed) goes without.
 */
export function lendFields(info: object, fields: Fields): () => void {
  const values = info as Record<string, unknown>;
  const lent: { name: string; id: LineField[1]; before: PropertyDescriptor | undefined }[] = [];
  for (const field of fields) {
    if (hasField(info, field)) continue;
    const [name, id] = field;
    const before = Object.getOwnPropertyDescriptor(info, name);
    const property = { value: id, writable: true, enumerable: true, configurable: true };
    if (Reflect.defineProperty(info, name, property)) lent.push({ name, id, before });
  }
  return () => {
    for (const { name, id, before } of lent) {
      if (values[name] !== id) continue; // a format has made it a field of the app's
      if (before === undefined) Reflect.deleteProperty(info, name);
      else Reflect.defineProperty(info, name, before);
    }
  };
}
