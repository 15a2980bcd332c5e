/** Ids into winston's info objects, which may be objects of the app's. */
import { isError } from './exception.ts';

type Fields = readonly [name: string, id: string][];

// Which id we put into an app's object, so that the next line of it in another request gets that request's.
const ours = new WeakMap<object, Map<string, string>>();

/**
 * The info to write, with the ids as fields. A field of that name is the app's and stays. Plain objects are copied and
 * errors derived from, so that the app's own object does not change when it logs it; other instances may have private
 * state that a copy loses: they are written to.
 */
export function addFields(info: object, fields: Fields): object {
  const prototype = Object.getPrototypeOf(info);
  if (prototype === Object.prototype || prototype === null) return put({ ...info }, fields);
  if (isError(info)) return put(Object.assign(Object.create(info), info), fields);
  if (Object.isExtensible(info)) putAgain(info, fields);
  return info;
}

function put(info: object, fields: Fields): object {
  for (const [name, id] of fields) {
    const values = info as Record<string, unknown>;
    if (values[name] === undefined) values[name] = id;
  }
  return info;
}

function putAgain(info: object, fields: Fields): void {
  const values = info as Record<string, unknown>;
  const known = ours.get(info) ?? new Map<string, string>();
  for (const [name, id] of fields) {
    if (values[name] !== undefined && values[name] !== known.get(name)) continue;
    values[name] = id;
    known.set(name, id);
  }
  ours.set(info, known);
}
