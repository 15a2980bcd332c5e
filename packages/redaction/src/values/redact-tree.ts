/** Arrays and objects without secrets: the same one when there are none in it. */

import type { KnownName, NameMemory } from '../names/name-memory.ts';
import type { Redactor } from '../redactor.ts';
import { looksLikeSql } from '../statements/sanitize-statement.ts';
import { copyOf, isPlainObject } from './copy.ts';

/** Levels. Encoders go less deep, and deeper recursion could exhaust the stack. */
const MAX_DEPTH = 32;
/** Objects and texts in one value: an object that is in another twice, and so on for 30 levels, is a billion. */
const MAX_NODES = 100_000;

const TOO_DEEP = '[REDACTED: too deep]';
const TOO_LARGE = '[REDACTED: too large]';
export const UNREADABLE = '[REDACTED: unreadable]';

/** What throws when it is read (getters, proxies) leaves as {@link UNREADABLE}. */
export function redactTree(
  value: object,
  name: KnownName,
  system: string | undefined,
  redactor: Redactor,
  names: NameMemory,
): unknown {
  try {
    return new Walk(system, redactor, names).object(value, name);
  } catch {
    return UNREADABLE;
  }
}

class Walk {
  readonly #system: string | undefined;
  readonly #redactor: Redactor;
  readonly #names: NameMemory;
  /** The containers around the value that is looked at, outermost first. */
  readonly #holders: object[] = [];
  #nodes = 0;

  constructor(system: string | undefined, redactor: Redactor, names: NameMemory) {
    this.#system = system;
    this.#redactor = redactor;
    this.#names = names;
  }

  object(value: object, name: KnownName): unknown {
    if (value instanceof Uint8Array) return this.#bytes(value, name);
    if (this.#holders.includes(value)) return value;
    if (this.#holders.length === MAX_DEPTH) return TOO_DEEP;
    this.#holders.push(value);
    const redacted = this.#container(value, name);
    this.#holders.pop();
    return redacted;
  }

  #container(value: object, name: KnownName): unknown {
    if (Array.isArray(value)) return this.#array(value, name);
    const told = isPlainObject(value) ? toldAsJson(value) : toldBy(value);
    if (told !== undefined) {
      const redacted = this.#value(told, name);
      if (!Object.is(redacted, told)) return redacted;
    }
    return this.#plain(value as Record<string, unknown>, name);
  }

  #value(value: unknown, name: KnownName): unknown {
    switch (typeof value) {
      case 'object':
        if (value === null || name.isAllowed) return value;
        return this.#isTooMuch() ? TOO_LARGE : this.object(value, name);
      case 'string':
        return this.#isTooMuch() ? TOO_LARGE : this.#redactor.value(name, value, this.#system);
      default:
        return this.#redactor.value(name, value, this.#system);
    }
  }

  #isTooMuch(): boolean {
    return ++this.#nodes > MAX_NODES;
  }

  /** Elements have the name of their array, but for the value behind an option of a command line. */
  #array(values: readonly unknown[], name: KnownName): unknown {
    let copy: unknown[] | undefined;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      const redacted = this.#element(values, i, name);
      if (copy === undefined && Object.is(redacted, value)) continue;
      copy ??= values.slice(0, i).map((clean) => this.#copyOf(clean));
      // Null keeps the others in their places.
      copy.push(redacted === undefined && value !== undefined ? null : this.#copyIf(redacted, value));
    }
    return copy ?? values;
  }

  #element(values: readonly unknown[], index: number, name: KnownName): unknown {
    const value = values[index];
    const redacted = this.#value(value, this.#nameBefore(values, index, name) ?? name);
    return typeof redacted === 'string' && redacted.charCodeAt(0) === DASH
      ? this.#option(redacted)
      : redacted;
  }

  /** `['--password=secret']`. */
  #option(written: string): string {
    const equals = written.indexOf('=');
    if (equals === -1) return written;
    const option = this.#names.of(written.slice(0, equals));
    if (option.secrecy === undefined || option.isAllowed) return written;
    return `${option.clean}=${this.#redactor.secret(option, written.slice(equals + 1)) ?? ''}`;
  }

  /** `['--password', 'secret']`, and among headers `['Cookie', 'secret']`. */
  #nameBefore(values: readonly unknown[], index: number, { content }: KnownName): KnownName | undefined {
    const before = values[index - 1];
    if (typeof before !== 'string') return undefined;
    const isOption = before.charCodeAt(0) === DASH && !before.includes('=');
    if (!isOption && !(content === 'headers' && index % 2 === 1)) return undefined;
    const named = this.#names.of(before);
    return named.secrecy === undefined ? undefined : named;
  }

  #plain(values: Record<string, unknown>, name: KnownName): unknown {
    let copy: Record<string, unknown> | undefined;
    const keys = Object.keys(values);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const value = values[key];
      const inner = this.#nameWithin(values, key, name);
      const redacted = this.#value(value, inner);
      const cleanKey = this.#names.of(key).clean;
      if (copy === undefined && Object.is(redacted, value) && cleanKey === key) continue;
      copy ??= this.#copyOfFirst(values, keys, i);
      if (key !== '__proto__' && (redacted !== undefined || value === undefined))
        copy[cleanKey] = this.#copyIf(redacted, value);
    }
    return copy ?? values;
  }

  /** Within what is secret everything is; `{ name: 'password', value: ... }` is a pair. */
  #nameWithin(values: Record<string, unknown>, key: string, outer: KnownName): KnownName {
    const inner = this.#names.of(key);
    if (inner.isAllowed) return inner;
    if (outer.secrecy !== undefined || outer.content === 'bound') return outer;
    if (BINDINGS.has(key) && isStatement(values)) return this.#names.of('db.query.values');
    if (key !== 'value' && key !== 'Value') return inner;
    const pair = values['name'] ?? values['key'] ?? values['Name'] ?? values['Key'];
    const named = typeof pair === 'string' ? this.#names.of(pair) : inner;
    return named.secrecy === undefined ? inner : named;
  }

  #copyOfFirst(values: Record<string, unknown>, keys: readonly string[], count: number) {
    const copy: Record<string, unknown> = {};
    for (const key of keys.slice(0, count)) if (key !== '__proto__') copy[key] = this.#copyOf(values[key]);
    return copy;
  }

  #copyIf(redacted: unknown, value: unknown): unknown {
    return Object.is(redacted, value) ? this.#copyOf(value) : redacted;
  }

  /** What is around the value is dirty, and must not come along by a cycle. */
  #copyOf(value: unknown): unknown {
    return copyOf(value, this.#holders);
  }

  /** Detectors look for ASCII, which is in Latin-1 what it is in the bytes. */
  #bytes(bytes: Uint8Array, name: KnownName): unknown {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const redacted = this.#redactor.value(name, text, this.#system);
    if (redacted === text) return bytes;
    return typeof redacted === 'string' ? new Uint8Array(Buffer.from(redacted, 'latin1')) : undefined;
  }
}
const DASH = 45;
const BINDINGS: ReadonlySet<string> = new Set(['parameters', 'bindings', 'params', 'values']);

/** Errors of Sequelize and TypeORM, queries of pg, and what knex tells: the statement, beside its values. */
function isStatement({ sql, query, text }: Record<string, unknown>): boolean {
  if (typeof sql === 'string') return true;
  const statement = query ?? text;
  return typeof statement === 'string' && looksLikeSql(statement);
}

/** What objects tell others, which is not what their properties are. */
function toldBy(value: object): unknown {
  if (value instanceof Error) {
    const { name, message, stack, cause, errors } = value as Partial<AggregateError>;
    return { name, message, stack, cause, errors };
  }
  if (value instanceof Set) return [...value];
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof String) return String(value);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return toldAsJson(value);
}

function toldAsJson(value: object): unknown {
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? toJSON.call(value) : undefined;
}
