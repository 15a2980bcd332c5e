/** What ECS has no name for: flat, text apart from numbers, so that two services never give one name two types. */

/** Names and values of one document; each is text, a number, or a list of one of them. */
export interface Labels {
  /** `labels` */
  readonly texts: Record<string, Text>;
  /** `long_labels` */
  readonly longTexts: Record<string, Text>;
  /** `numeric_labels` */
  readonly numbers: Record<string, number | number[]>;
}

type Text = string | string[];

/** A map's entries get names of their own down to here; what is deeper is JSON in one label. */
const MAX_DEPTH = 4;
const LONGEST_NAME = 256;
/**
 * Longest text of a label, in UTF-16 code units. With its name, and three bytes a unit, it is less than the 32,766 bytes that
 * are the most a server finds: OpenSearch refuses a document with a label that is longer.
 */
const LONGEST_TEXT = 8_000;
/** In the place of what throws while it is read. */
export const UNREADABLE = '[not to be written as JSON]';

export function noLabels(): Labels {
  return { texts: {}, longTexts: {}, numbers: {} };
}

/**
 * Puts `value` under `name`, in which dots become underscores, as Elastic's own mapping has it: `user.id` beside `user` would be
 * an object and a value at once. Booleans are text; entries of a map stand as `map_entry`; a list of unlike values is JSON. A
 * value that throws while it is read costs itself alone.
 */
export function putLabel(labels: Labels, name: string, value: unknown): void {
  try {
    put(labels, name, value, 1);
  } catch {
    putText(labels, name, UNREADABLE);
  }
}

function put(labels: Labels, name: string, value: unknown, depth: number): void {
  if (value === undefined || value === null) return;
  if (typeof value === 'string') putText(labels, name, wellFormed(value));
  else if (isNumber(value) || isListOf(value, isNumber)) own(labels.numbers, labelName(name), value);
  else if (isListOf(value, isText)) putText(labels, name, value.map(wellFormed));
  else if (isMap(value) && depth < MAX_DEPTH) putMap(labels, name, value, depth + 1);
  else putText(labels, name, textOf(value));
}

function putMap(labels: Labels, name: string, map: Record<string, unknown>, depth: number): void {
  if (typeof map.toJSON === 'function') {
    put(labels, name, map.toJSON(), depth);
    return;
  }
  const entries = Object.entries(map);
  for (const [key, part] of entries) put(labels, `${name}.${key}`, part, depth);
  if (entries.length === 0) putText(labels, name, textOf(map));
}

function putText({ texts, longTexts }: Labels, name: string, text: Text): void {
  own(isLong(text) ? longTexts : texts, labelName(name), text);
}

function isLong(text: Text): boolean {
  return typeof text === 'string' ? text.length > LONGEST_TEXT : text.some(isLong);
}

/** Text as it is, bytes as base64, anything with parts as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return wellFormed(value);
  try {
    return wellFormed(isWritten(value) ? String(value) : json(value));
  } catch {
    return UNREADABLE; // a circle, or an object that throws: the other fields are worth having
  }
}

/** Half a surrogate pair, as text that was cut has it, is no text to Elasticsearch. */
function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

/** What is text without JSON: an error's JSON is empty. */
function isWritten(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof Error;
}

function json(value: unknown): string {
  if (value instanceof Uint8Array) return base64(value);
  return JSON.stringify(value, (_, part: unknown) => jsonPart(part)) ?? '';
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

/** Those of one application are few, and come again with each record. */
const knownNames = new Map<string, string>();
const MOST_NAMES = 1_000;

function labelName(name: string): string {
  let known = knownNames.get(name);
  if (known === undefined) {
    known = flatName(name);
    if (knownNames.size < MOST_NAMES && name.length <= LONGEST_NAME) knownNames.set(name, known);
  }
  return known;
}

function flatName(name: string): string {
  const flat = wellFormed(name.slice(0, LONGEST_NAME).replace(/[.*"\s\p{Cc}]/gu, '_'));
  return flat === '' ? '_' : flat;
}

/** `__proto__` is a name like any other. */
function own<T>(target: Record<string, T>, name: string, value: T): void {
  if (name !== '__proto__') target[name] = value;
  else Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}
