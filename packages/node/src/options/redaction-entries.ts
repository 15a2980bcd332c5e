/** The members of the option `redaction`, each judged by itself: a bad one is left out, and nothing is taken out less because of it. */

import {
  isRedactionKey,
  REDACTION_DETECTORS,
  REDACTION_KEY_TAKES,
  REDACTION_MODES,
} from '../config/redaction-options.ts';
import type { RedactionOptions } from '../types.ts';
import type { Judged } from './option-entries.ts';

interface Member {
  readonly takes: string;
  valid(value: unknown): boolean;
}

const names: Member = {
  takes: 'an array of names',
  valid: (value) => isArrayOf(value, (item) => typeof item === 'string' && item.trim() !== ''),
};

const MEMBERS: Readonly<Record<keyof RedactionOptions, Member>> = {
  mode: {
    takes: `one of ${REDACTION_MODES.join(', ')}`,
    valid: (value) => REDACTION_MODES.some((mode) => mode === value),
  },
  hmacKey: {
    takes: REDACTION_KEY_TAKES,
    valid: (value) => typeof value === 'string' && isRedactionKey(value),
  },
  keys: names,
  allow: names,
  detectors: {
    takes: `an array of ${REDACTION_DETECTORS.join(', ')}`,
    valid: (value) => isArrayOf(value, (item) => REDACTION_DETECTORS.some((name) => name === item)),
  },
  rules: {
    takes: 'an array of { name, pattern, replacement }, of which the pattern is a RegExp or the text of one',
    valid: (value) => isArrayOf(value, isRule),
  },
};

/** Of an object; the option may also be `false`. Never shows a value. */
export function redactionEntries(value: unknown, option: string): Judged {
  if (value === false) return { kept: value, faults: [] };
  const faults: { path: string; fault: string }[] = [];
  const kept = Object.entries(value as object).filter(([name, given]) => {
    if (given === undefined) return false;
    const member = Object.hasOwn(MEMBERS, name) ? MEMBERS[name as keyof RedactionOptions] : undefined;
    const fault =
      member === undefined
        ? `is not known: it takes ${Object.keys(MEMBERS).join(', ')}`
        : member.valid(given)
          ? undefined
          : `is not valid: it takes ${member.takes}`;
    if (fault !== undefined) faults.push({ path: `${option}.${name}`, fault });
    return fault === undefined;
  });
  return { kept: Object.fromEntries(kept), faults };
}

function isArrayOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isRule(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, pattern, replacement } = value as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') return false;
  if (replacement !== undefined && typeof replacement !== 'string') return false;
  return pattern instanceof RegExp || (typeof pattern === 'string' && isExpression(pattern));
}

function isExpression(source: string): boolean {
  try {
    return source !== '' && new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}
