/** Whether the app already put a header into a carrier, however it spelled the name. */

/**
 * Looks into whatever a carrier may be: an object of headers, a flat list or a list of pairs as Node accepts them,
 * a request with `hasHeader`, a `Headers`, a `Map`, gRPC's `Metadata`. A carrier that cannot be read counts as one
 * that has the header: better to send no id than two.
 *
 * @param name In lower case.
 */
export function hasHeader(carrier: unknown, name: string): boolean {
  if (typeof carrier !== 'object' || carrier === null) return false;
  try {
    if (Array.isArray(carrier)) return listHas(carrier, name);
    const asked = carrier as Askable;
    if (typeof asked.hasHeader === 'function') return asked.hasHeader(name);
    if (typeof asked.get === 'function') return collectionHas(asked, name);
    for (const key in carrier) if (isName(key, name)) return true;
    return false;
  } catch {
    return true;
  }
}

interface Askable {
  hasHeader?(name: string): boolean;
  get?(name: string): unknown;
  keys?(): Iterable<unknown>;
}

/** Asking for the name is enough where names have no case; a Map's have, so its keys are compared as well. */
function collectionHas(collection: Askable, name: string): boolean {
  const value = collection.get?.(name);
  if (value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)) return true;
  if (typeof collection.keys !== 'function') return false;
  for (const key of collection.keys()) if (isName(key, name)) return true;
  return false;
}

function listHas(list: unknown[], name: string): boolean {
  if (Array.isArray(list[0])) return list.some((pair) => Array.isArray(pair) && isName(pair[0], name));
  for (let at = 0; at < list.length; at += 2) if (isName(list[at], name)) return true;
  return false;
}

function isName(key: unknown, name: string): boolean {
  return typeof key === 'string' && key.length === name.length && key.toLowerCase() === name;
}
