/** Parameters of Jaeger's newer API by their newest name, or by one that earlier versions had. */

import { parseDuration } from '../go/duration.ts';
import { parseBoolean, parseInteger, parseTraceId } from '../go/numbers.ts';
import { parseStringMap } from '../go/string-map.ts';
import { parseTime } from '../go/time.ts';
import { explained } from '../parameter-error.ts';

/** `camelCase`, then the aliases. */
export type Names = readonly [string, ...string[]];

/** Its text, and the name that it was given by; empty for what was not given. */
function textOf(query: URLSearchParams, names: Names): [text: string, name: string] {
  for (const name of names) {
    const text = query.get(name) ?? '';
    if (text !== '') return [text, name];
  }
  return ['', names[0]];
}

export const textParameter = (query: URLSearchParams, names: Names): string => textOf(query, names)[0];

function given<T>(query: URLSearchParams, names: Names, read: (text: string) => T): T | undefined {
  const [text, name] = textOf(query, names);
  return text === '' ? undefined : read3(name, () => read(text));
}

const read3 = <T>(name: string, read: () => T): T =>
  explained(read, (message) => `malformed parameter ${name}: ${message}`);

export const timeParameter = (query: URLSearchParams, names: Names) => given(query, names, parseTime);

/** 0 for none. */
export const durationParameter = (query: URLSearchParams, names: Names) =>
  given(query, names, parseDuration) ?? 0n;

export const booleanParameter = (query: URLSearchParams, names: Names) =>
  given(query, names, parseBoolean) ?? false;

export const countParameter = (query: URLSearchParams, names: Names) =>
  given(query, names, (text) => Number(parseInteger(text, 64, 'Atoi')));

export const mapParameter = (query: URLSearchParams, names: Names) =>
  given(query, names, parseStringMap) ?? new Map<string, string>();

export const traceIdOf = (text: string) => read3('trace_id', () => parseTraceId(text));
