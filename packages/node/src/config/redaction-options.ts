/** The variables of WAYMARK_REDACTION. What is not valid is left out, and nothing is taken out less because of it. */

import type { RedactionOptions, RedactionRule } from '../types.ts';
import type { EnvReader } from './env-reader.ts';
import { hasNoItem } from './no-item.ts';
import type { ReadRedaction } from './redaction-config.ts';
import { REDACTION } from './redaction-config.ts';

export const REDACTION_MODES = ['mask', 'remove', 'hmac'] as const;
export const REDACTION_DETECTORS = ['email', 'phone', 'ip', 'national-id'] as const;
export const REDACTION_KEY_TAKES = 'a key of at least 16 characters';
export const REDACTION_RULES_TAKE =
  'name=/regular expression/ with flags out of ims, one or more, separated by commas';
const SHORTEST_KEY = 16;

export const readRedactionOptions: ReadRedaction = (reader) => ({
  enabled: reader.choice(REDACTION, ['on', 'off'], 'on') === 'on',
  options: {
    ...readMode(reader),
    ...named(reader, 'keys', `${REDACTION}_KEYS`),
    ...named(reader, 'allow', `${REDACTION}_ALLOW`),
    ...readDetectors(reader),
    ...readRules(reader),
  },
});

/** A key without its mode does nothing, and the mode without its key cannot: both are said. */
function readMode(reader: EnvReader): RedactionOptions {
  const mode = reader.choice(`${REDACTION}_MODE`, REDACTION_MODES, 'mask');
  const name = `${REDACTION}_KEY`;
  const hmacKey = reader.text(name);
  if (mode !== 'hmac') {
    if (hmacKey !== undefined) reader.complain(`${name} has no effect without ${REDACTION}_MODE=hmac`);
    return { mode };
  }
  if (hmacKey !== undefined && isRedactionKey(hmacKey)) return { mode, hmacKey };
  reader.rejectSecret(name, REDACTION_KEY_TAKES, `${REDACTION}_MODE is mask`);
  return { mode: 'mask' };
}

export function isRedactionKey(key: string): boolean {
  return key.length >= SHORTEST_KEY;
}

/** Names as they are written: what they mean alike is the redactor's to say. */
function named(reader: EnvReader, option: 'keys' | 'allow', variable: string): RedactionOptions {
  const text = reader.text(variable);
  if (text === undefined) return {};
  if (hasNoItem(text))
    reader.explain(variable, text, 'names of attributes, separated by commas', 'it is left out');
  return {
    [option]: text
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  };
}

function readDetectors(reader: EnvReader): RedactionOptions {
  const detectors = reader.list(`${REDACTION}_DETECTORS`, [...REDACTION_DETECTORS, 'none']);
  return detectors === undefined || detectors.includes('none')
    ? {}
    : { detectors: detectors as RedactionOptions['detectors'] & {} };
}

function readRules(reader: EnvReader): RedactionOptions {
  const variable = `${REDACTION}_RULES`;
  const { rules, wrong } = rulesIn(reader.text(variable) ?? '');
  for (const text of wrong) reader.explain(variable, text, REDACTION_RULES_TAKE, 'it is left out');
  return rules.length > 0 ? { rules } : {};
}

/** One rule at a time; the expression ends at the first `/` that is neither escaped nor within brackets. */
const RULE = /\s*([\w.-]+)\s*=\s*\/((?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+)\/([a-z]*)\s*(?:[,;]|$)/y;

export function rulesIn(text: string): {
  readonly rules: readonly RedactionRule[];
  readonly wrong: string[];
} {
  const rules: RedactionRule[] = [];
  const wrong: string[] = [];
  for (let at = 0; at < text.length; at = RULE.lastIndex) {
    RULE.lastIndex = at;
    const [whole, name, source, flags] = RULE.exec(text) ?? [];
    // Where one is not understood, nobody knows where the next begins.
    if (whole === undefined) return { rules, wrong: [...wrong, text.slice(at).trim()].filter(Boolean) };
    const pattern = expressionOf(source!, flags!);
    if (pattern === undefined) wrong.push(whole.replace(/[,;\s]+$/, ''));
    else rules.push({ name: name!, pattern });
  }
  return { rules, wrong };
}

function expressionOf(source: string, flags: string): RegExp | undefined {
  if (!/^[ims]*$/.test(flags)) return undefined;
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
