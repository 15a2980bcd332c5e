/** WAYMARK_TRUST_INBOUND and WAYMARK_TRUST_KEY: whose traces go on here. */

import { isTrustItem, TRUST_ITEMS } from '@waymark/propagation';
import type { EnvReader } from './env-reader.ts';
import { hasNoItem } from './no-item.ts';

const VARIABLE = 'WAYMARK_TRUST_INBOUND';
const KEY_VARIABLE = 'WAYMARK_TRUST_KEY';

export const TRUST_TAKES = `${TRUST_ITEMS}; or always, or never, alone`;
export const KEYS_TAKE = 'keys of at least 16 characters, separated by commas';
const SHORTEST_KEY = 16;

export interface TrustConfig {
  /** Whose trace, baggage and request id go on. An empty list is nobody, as `never`. @default 'always' */
  readonly trustInbound: 'always' | 'never' | readonly string[];
  /** The first signs outgoing requests, all verify incoming ones. Secret. @default [] */
  readonly trustKeys: readonly string[];
}

export function readTrust(reader: EnvReader): TrustConfig {
  return { trustInbound: readInbound(reader), trustKeys: readKeys(reader) };
}

/** What is not valid is left out, and nobody is trusted more because of it: a list of nothing else is nobody. */
function readInbound(reader: EnvReader): TrustConfig['trustInbound'] {
  const text = reader.text(VARIABLE);
  if (text === undefined) return 'always';
  const { callers, wrong } = callersIn(text.split(','));
  const consequence = callers.length > 0 ? 'it is left out' : 'nobody is trusted';
  for (const item of hasNoItem(text) ? [text] : wrong)
    reader.explain(VARIABLE, item, TRUST_TAKES, consequence);
  return callers;
}

/** Whom a list means, and what of it means nobody. `never` beside others is wrong, and nobody all the same. */
export function callersIn(list: readonly string[]): {
  readonly callers: TrustConfig['trustInbound'];
  readonly wrong: readonly string[];
} {
  const items = list.map((item) => item.trim()).filter(Boolean);
  const word = items.length === 1 ? items[0]!.toLowerCase() : undefined;
  if (word === 'always' || word === 'never') return { callers: word, wrong: [] };
  const nobody = items.filter((item) => item.toLowerCase() === 'never');
  if (nobody.length > 0) return { callers: [], wrong: nobody };
  return { callers: items.filter(isTrustItem), wrong: items.filter((item) => !isTrustItem(item)) };
}

function readKeys(reader: EnvReader): readonly string[] {
  const keys = keysIn(reader.text(KEY_VARIABLE) ?? '');
  if (!keys.every(isLongEnough)) reader.rejectSecret(KEY_VARIABLE, KEYS_TAKE, 'what is shorter is left out');
  return keys.filter(isLongEnough);
}

/** What is signed is `traceparent`: a line for whoever has a key and does not send it. */
export function unsigned(
  { trustKeys }: Pick<TrustConfig, 'trustKeys'>,
  propagators: readonly string[],
): string[] {
  if (trustKeys.length === 0 || propagators.includes('tracecontext')) return [];
  return [
    `${KEY_VARIABLE} (or trust_key) signs no request: signed is traceparent, and no tracecontext is among the propagators`,
  ];
}

export function keysIn(text: string): readonly string[] {
  const keys = text.split(',').map((key) => key.trim());
  return keys.filter(Boolean);
}

export function isLongEnough(key: string): boolean {
  return key.length >= SHORTEST_KEY;
}
