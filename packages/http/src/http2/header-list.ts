/** Headers as `node:http2` takes them: an object, or in newer Nodes a flat list of names and values, in any case. */
import type { OutgoingHttpHeaders } from 'node:http2';

export type Headers = OutgoingHttpHeaders | unknown[];

/** One of ours, so that what the app made stays as it is. Symbols come along: they name headers that are not to be indexed. */
export function copyOf(headers: Headers): Headers {
  if (!Array.isArray(headers)) return { ...headers };
  const copy = [...headers];
  for (const key of Object.getOwnPropertySymbols(headers)) {
    Object.defineProperty(copy, key, Object.getOwnPropertyDescriptor(headers, key)!);
  }
  return copy;
}

/** The value of a header, `name` in lower case. */
export function readHeader(headers: Headers, name: string): unknown {
  if (Array.isArray(headers)) return headers[indexOf(headers, name) + 1];
  const value = headers[name];
  if (value !== undefined) return value;
  const spelled = spellingOf(headers, name);
  return spelled === undefined ? undefined : headers[spelled];
}

/** Replaces what is there, however it is spelled. */
export function writeHeader(headers: Headers, name: string, value: string): void {
  if (!Array.isArray(headers)) {
    headers[spellingOf(headers, name) ?? name] = value;
    return;
  }
  const at = indexOf(headers, name);
  if (at === ABSENT) headers.push(name, value);
  else headers[at + 1] = value;
}

/** Takes a header out, however it is spelled. */
export function removeHeader(headers: Headers, name: string): void {
  if (Array.isArray(headers)) {
    for (let at = indexOf(headers, name); at !== ABSENT; at = indexOf(headers, name)) headers.splice(at, 2);
    return;
  }
  for (let key = spellingOf(headers, name); key !== undefined; key = spellingOf(headers, name))
    delete headers[key];
}

/** One less than an even number that is no index: the value behind it is `undefined`. */
const ABSENT = -2;

function indexOf(list: readonly unknown[], name: string): number {
  for (let at = 0; at < list.length; at += 2) if (isNamed(list[at], name)) return at;
  return ABSENT;
}

function spellingOf(headers: OutgoingHttpHeaders, name: string): string | undefined {
  if (Object.hasOwn(headers, name)) return name;
  for (const key of Object.keys(headers)) if (isNamed(key, name)) return key;
  return undefined;
}

/** Whether a name is this one, which is in lower case. */
export function isNamed(key: unknown, name: string): boolean {
  return typeof key === 'string' && key.length === name.length && key.toLowerCase() === name;
}
