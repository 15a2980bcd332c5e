/** Completions of a filter: keys and values that are in the data, and the words of the language itself. */

import { LOG_KEYS, SEVERITIES } from '../../../src/asking/waymark/filter/log-filter.ts';
import { KINDS, SPAN_KEYS, STATUSES } from '../../../src/asking/waymark/filter/span-filter.ts';
import type { NamesJson } from '../../../src/asking/waymark/shapes.ts';
import { ask, type Params } from '../api/client.ts';
import { matching, type Unfinished } from './completion.ts';
import { termValue } from './edit.ts';

export type FilterKind = 'traces' | 'logs';

const MOST = 12;

const WORDS: Record<string, readonly string[]> = {
  kind: KINDS.slice(1),
  status: [...STATUSES].reverse(),
  error: ['true', 'false'],
  duration: ['10ms', '100ms', '1s', '10s'],
  severity: SEVERITIES,
};

export interface Suggestions {
  /** At most 12. */
  names: string[];
  /** What is written is no key or value of the data yet, but the beginning of one. */
  unfinished: boolean;
}

/** @throws {AnswerError} */
export async function suggestions(
  kind: FilterKind,
  text: string,
  { key, prefix }: Unfinished,
  signal: AbortSignal,
): Promise<Suggestions> {
  const known =
    key === undefined ? await keys(kind, prefix, signal) : await values(key, text, prefix, signal);
  const names = [...new Set(matching(known, prefix))].slice(0, MOST);
  const begun = prefix !== '' && names.some((name) => name.startsWith(prefix));
  return { names, unfinished: begun && !known.includes(prefix) };
}

async function keys(kind: FilterKind, prefix: string, signal: AbortSignal): Promise<string[]> {
  const special = kind === 'traces' ? SPAN_KEYS : LOG_KEYS;
  return [...special, ...(await names('attributes', { prefix, limit: String(MOST) }, signal))];
}

async function values(
  key: string,
  text: string,
  prefix: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (Object.hasOwn(WORDS, key)) return WORDS[key]!;
  if (key === 'service') return names('services', {}, signal);
  if (key === 'name') return names('operations', { service: termValue(text, 'service') }, signal);
  if (SPAN_KEYS.includes(key)) return [];
  return names(`attributes/${encodeURIComponent(key)}`, { prefix, limit: String(MOST) }, signal);
}

async function names(path: string, params: Params, signal: AbortSignal): Promise<string[]> {
  return (await ask<NamesJson>(path, params, signal)).names;
}
