/** Parameters of Jaeger's older API, with the messages that its clients know. */

import { parseDuration } from '../go/duration.ts';
import { parseBoolean, parseFloatingPoint, parseInteger, parseTraceId } from '../go/numbers.ts';
import { parseStringMap } from '../go/string-map.ts';
import { explained, ParameterError } from '../parameter-error.ts';

/** One that is empty is as one that was not given. */
function given<T>(query: URLSearchParams, name: string, read: (text: string) => T): T | undefined {
  const text = query.get(name) ?? '';
  if (text === '') return undefined;
  return explained(
    () => read(text),
    (message) => `unable to parse param '${name}': ${message}`,
  );
}

/** @param nanos how long the unit of the number is */
export function timeParameter(query: URLSearchParams, name: string, nanos: bigint): bigint | undefined {
  return given(query, name, (text) => parseInteger(text) * nanos);
}

/** Go's notation; 0 for none. */
export function durationParameter(query: URLSearchParams, name: string): bigint {
  return given(query, name, parseDuration) ?? 0n;
}

export function booleanParameter(query: URLSearchParams, name: string): boolean {
  return given(query, name, parseBoolean) ?? false;
}

/** Unlike the others it must be there. */
export function quantileParameter(query: URLSearchParams): number {
  return explained(
    () => parseFloatingPoint(query.get('quantile') ?? ''),
    (message) => `unable to parse param 'quantile': ${message}`,
  );
}

export function limitParameter(query: URLSearchParams): number {
  return Number(parseInteger(query.get('limit') || '100', 32));
}

export function traceIdParameters(query: URLSearchParams): string[] {
  return query.getAll('traceID').map((id) =>
    explained(
      () => parseTraceId(id),
      (message) => `cannot parse traceID param: ${message}`,
    ),
  );
}

/** `tag=key:value`, and `tags={"key":"value"}`. */
export function tagParameters(query: URLSearchParams): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of query.getAll('tag')) {
    const at = tag.indexOf(':');
    if (at < 0) throw new ParameterError(`malformed 'tag' parameter, expecting key:value, received: ${tag}`);
    tags.set(tag.slice(0, at), tag.slice(at + 1));
  }
  for (const json of query.getAll('tags')) {
    const more = explained(
      () => parseStringMap(json),
      (message) => `malformed 'tags' parameter, cannot unmarshal JSON: ${message}`,
    );
    for (const [key, value] of more) tags.set(key, value);
  }
  return tags;
}
