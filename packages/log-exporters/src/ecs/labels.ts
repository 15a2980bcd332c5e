/** What ECS has no name for: flat, text apart from numbers, so that two services never give one name two types. */

/** Names and values of one document; each is text, a number, or a list of one of them. */
export interface Labels {
  /** `labels` */
  readonly texts: Record<string, string | string[]>;
  /** `numeric_labels` */
  readonly numbers: Record<string, number | number[]>;
}

/** A map's entries get names of their own down to here; what is deeper is JSON in one label. */
const MAX_DEPTH = 4;
const LONGEST_NAME = 256;

/**
 * Puts `value` under `name`, in which dots become underscores, as Elastic's own mapping has it: `user.id` beside `user` would be
 * an object and a value at once. Booleans are text; entries of a map stand as `map_entry`; a list of unlike values is JSON.
 */
export function putLabel(labels: Labels, name: string, value: unknown, depth = 1): void {
  if (value === undefined || value === null) return;
  if (isMap(value) && depth < MAX_DEPTH) {
    for (const [key, part] of Object.entries(value)) putLabel(labels, `${name}.${key}`, part, depth + 1);
  } else if (isNumber(value) || isListOf(value, isNumber)) {
    own(labels.numbers, labelName(name), value);
  } else if (isListOf(value, isText)) {
    own(labels.texts, labelName(name), value.map(wellFormed));
  } else {
    own(labels.texts, labelName(name), textOf(value));
  }
}

/** Text as it is, bytes as base64, anything with parts as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return wellFormed(value instanceof Uint8Array ? base64(value) : json(value));
}

/** Elasticsearch refuses a document with half a surrogate pair, as text that was cut has it. */
function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

function json(value: object): string {
  try {
    return JSON.stringify(value, (_, part: unknown) => jsonPart(part)) ?? '';
  } catch {
    return '[not to be written as JSON]'; // a circle, or an object that throws: the other fields are worth having
  }
}

function jsonPart(part: unknown): unknown {
  if (typeof part === 'bigint') return String(part);
  return part instanceof Uint8Array ? base64(part) : part;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function isMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

function isListOf<T>(value: unknown, isOne: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.length > 0 && value.every(isOne);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** JSON has no others. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function labelName(name: string): string {
  const flat = wellFormed(name.replace(/[.*"\s]/g, '_'));
  return flat === '' ? '_' : flat.slice(0, LONGEST_NAME);
}

/** `__proto__` is a name like any other. */
function own<T>(target: Record<string, T>, name: string, value: T): void {
  if (name !== '__proto__') target[name] = value;
  else Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}
