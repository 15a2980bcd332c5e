/**
 * Texts as lists give them: a page asks for its list again and again, and a name of 30 MB must not come along each time. Whoever
 * asks for the thing itself gets all of it.
 */

import type { OtlpAnyValue, OtlpKeyValue } from '@waymark/otlp';

const LONGEST_NAME = 1024;
/** Of all that is in one body, or in the attributes of one record. */
const LONGEST_VALUE = 32_768;
/** What anything counts beside its text. */
const LEAST = 8;

export function shortName(name: string): string {
  return name.length > LONGEST_NAME ? cut(name, LONGEST_NAME) : name;
}

export function shortValue(value: OtlpAnyValue): OtlpAnyValue {
  return new Room(LONGEST_VALUE).value(value);
}

export function shortAttributes(attributes: readonly OtlpKeyValue[]): OtlpKeyValue[] {
  return new Room(LONGEST_VALUE).attributes(attributes);
}

/** Never behind half a character. */
function cut(text: string, length: number): string {
  return `${text.slice(0, Math.max(length, 0)).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Room for so many characters. What does not fit is cut, what follows is left out. */
class Room {
  #left: number;

  constructor(left: number) {
    this.#left = left;
  }

  value(value: OtlpAnyValue): OtlpAnyValue {
    const { stringValue, bytesValue, arrayValue, kvlistValue } = value;
    if (stringValue !== undefined) return { stringValue: this.#text(stringValue) };
    if (bytesValue !== undefined) return this.#take(bytesValue) < 0 ? { bytesValue: '' } : value;
    if (arrayValue)
      return { arrayValue: { values: this.#all(arrayValue.values, (each) => this.value(each)) } };
    if (kvlistValue) return { kvlistValue: { values: this.attributes(kvlistValue.values) } };
    this.#left -= LEAST;
    return value;
  }

  attributes(attributes: readonly OtlpKeyValue[]): OtlpKeyValue[] {
    return this.#all(attributes, ({ key, value }) => ({ key: this.#text(key), value: this.value(value) }));
  }

  #all<T>(values: readonly T[], shorten: (value: T) => T): T[] {
    const short: T[] = [];
    for (const value of values) {
      if (this.#left <= 0) break;
      short.push(shorten(value));
    }
    return short;
  }

  #text(text: string): string {
    const left = this.#take(text);
    return left < 0 ? cut(text, text.length + left) : text;
  }

  /** What is left then: less than nothing where it does not fit. */
  #take(text: string): number {
    const left = this.#left - text.length;
    this.#left = left - LEAST;
    return left;
  }
}
