/**
 * WAYMARK_SAMPLING_RULES: `drop GET /assets/*; 0.1 /api/search; keep attribute db.system.name=postgresql`.
 *
 * Rules stand between semicolons. Each is an action (`keep`, `drop`, or the share that is kept) and its conditions: a
 * method in capitals, a path, `attribute name=value` any number of times; quotes hold what has spaces or semicolons.
 */

import type { EnvReader } from './env-reader.ts';

/** By structure the rule of `@waymark/tracing`, whose sampler loads with the first span. */
export interface SamplingRule {
  readonly share: number;
  readonly method?: string;
  readonly path?: string;
  readonly attributes: readonly { readonly name: string; readonly value?: string }[];
}

const VARIABLE = 'WAYMARK_SAMPLING_RULES';
export const GRAMMAR =
  'a rule is keep, drop or a share from 0 to 1, then any of GET, /path/*, attribute name=value';

/** Reads lossily: a rule that is not understood costs one line and is left out. */
export function readSamplingRules(reader: EnvReader): readonly SamplingRule[] {
  const written = reader.text(VARIABLE);
  if (written === undefined) return [];
  return ruleTexts(written).flatMap((text) => {
    const rule = parseRule(text);
    if (typeof rule !== 'string') return [rule];
    reader.complain(`${VARIABLE}: ${JSON.stringify(text)} is not valid, ${rule}: ${GRAMMAR}; it is left out`);
    return [];
  });
}

/** What stands between semicolons outside of quotes. */
export function ruleTexts(written: string): string[] {
  const texts = written.match(/(?:"[^"]*"|[^;"]|")+/g) ?? [];
  return texts.map((text) => text.trim()).filter(Boolean);
}

/** The rule, or what is wrong with it. */
export function parseRule(text: string): SamplingRule | string {
  const [action, ...words] = wordsOf(text);
  const share = shareOf(action ?? '');
  if (share === undefined) return `${JSON.stringify(action)} is no action`;
  const rule: { method?: string; path?: string } = {};
  const attributes: { name: string; value?: string }[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const part = word === 'attribute' ? 'attribute' : partOf(word);
    if (part === undefined) return `${JSON.stringify(word)} is no condition`;
    if (part !== 'attribute') {
      if (rule[part] !== undefined) return `it has a second ${part}, ${JSON.stringify(word)}`;
      rule[part] = word;
    } else if (words[++at] === undefined) return 'attribute has no name after it';
    else attributes.push(attributeOf(words[at]!));
  }
  return { share, ...rule, attributes };
}

/** Split at spaces outside of quotes, which are taken off. */
function wordsOf(text: string): string[] {
  const words = text.match(/(?:"[^"]*"|[^\s"]|")+/g) ?? [];
  return words.map((word) => word.replaceAll('"', ''));
}

function shareOf(action: string): number | undefined {
  if (action === 'keep') return 1;
  if (action === 'drop') return 0;
  const share = Number(action);
  return /^[\d.]+$/.test(action) && share >= 0 && share <= 1 ? share : undefined;
}

function partOf(word: string): 'method' | 'path' | undefined {
  if (/^[/*]/.test(word)) return 'path';
  return /^[A-Z]+$/.test(word) ? 'method' : undefined;
}

function attributeOf(text: string): { name: string; value?: string } {
  const at = text.indexOf('=');
  return at === -1 ? { name: text } : { name: text.slice(0, at), value: text.slice(at + 1) };
}
