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

interface List {
  readonly takes: string;
  isItem(value: unknown): boolean;
}

const names: List = {
  takes: 'an array of names',
  isItem: (item) => typeof item === 'string' && item.trim() !== '',
};

const MEMBERS: Readonly<Record<keyof RedactionOptions, Member | List>> = {
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
    isItem: (item) => REDACTION_DETECTORS.some((name) => name === item),
  },
  rules: {
    takes: 'an array of { name, pattern, replacement }, of which the pattern is a RegExp or the text of one',
    isItem: isRule,
  },
};

interface Fault {
  readonly path: string;
  readonly fault: string;
}

/** Of an object; the option may also be `false`. Never shows a value. */
export function redactionEntries(value: unknown, option: string): Judged {
  if (value === false) return { kept: value, faults: [] };
  const faults: Fault[] = [];
  const kept = Object.entries(value as object).flatMap(([name, given]) => {
    if (given === undefined) return [];
    const valid = validPart(name, given, `${option}.${name}`, faults);
    return valid === undefined ? [] : [[name, valid]];
  });
  return { kept: Object.fromEntries(kept), faults };
}

/** Of a list the items that are valid; `undefined` where nothing is left of it. An empty one stands in for its variable. */
function validPart(name: string, given: unknown, path: string, faults: Fault[]): unknown {
  const member = Object.hasOwn(MEMBERS, name) ? MEMBERS[name as keyof RedactionOptions] : undefined;
  if (member === undefined) {
    faults.push({ path, fault: `is not known: it takes ${Object.keys(MEMBERS).join(', ')}` });
    return undefined;
  }
  const fault = `is not valid: it takes ${member.takes}`;
  if ('isItem' in member && Array.isArray(given)) {
    const wrong = given.flatMap((item, at) => (member.isItem(item) ? [] : [at]));
    for (const at of wrong) faults.push({ path: `${path}[${at}]`, fault });
    const items = given.filter((_, at) => !wrong.includes(at));
    return items.length > 0 || wrong.length === 0 ? items : undefined;
  }
  if ('valid' in member && member.valid(given)) return given;
  faults.push({ path, fault });
  return undefined;
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
