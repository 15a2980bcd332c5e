/** A JSON object of texts, as Go reads it into a `map[string]string`. */

import { ParameterError } from '../parameter-error.ts';

/** @throws ParameterError with Go's message for the wrong types, and for the plainest of what is no JSON */
export function parseStringMap(text: string): Map<string, string> {
  const value = parsed(text);
  if (value === null) return new Map();
  if (typeOf(value) !== 'object') throw cannotRead(value, 'map[string]string');
  return new Map(Object.entries(value as object).map(([key, each]) => [key, textOf(each)]));
}

function textOf(value: unknown): string {
  if (value !== null && typeof value !== 'string') throw cannotRead(value, 'string');
  return value ?? '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const first = text.trim()[0];
    if (first !== undefined && !/[[{"\-\dtfn]/.test(first))
      throw new ParameterError(`invalid character '${first}' looking for beginning of value`);
    const ended = /end of JSON input|Unterminated|after property value in JSON|Expected .* or '}'/;
    const told = ended.test((error as Error).message) ? 'unexpected end of JSON input' : 'it is no JSON';
    throw new ParameterError(told);
  }
}

function cannotRead(value: unknown, type: string): ParameterError {
  return new ParameterError(`json: cannot unmarshal ${typeOf(value)} into Go value of type ${type}`);
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
