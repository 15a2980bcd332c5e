/** Rules of the application's own: patterns, each match of which is a secret. */

import type { Replace } from '../detectors/finding.ts';
import type { UserRule } from '../options.ts';
import { slowOn } from './slow-pattern.ts';

type Apply = (text: string, replace: Replace) => string;

/** @throws TypeError for a rule that {@link problemOf} has something to say about */
export function userRules(rules: readonly UserRule[]): Apply {
  const applied = rules.map(userRule);
  return (text, replace) => {
    let redacted = text;
    for (const apply of applied) redacted = apply(redacted, replace);
    return redacted;
  };
}

/** What is wrong with a rule, as the end of a sentence; undefined when it can be used. Takes milliseconds. */
export function problemOf(rule: UserRule): string | undefined {
  const { name, pattern, replacement } = rule ?? {};
  if (typeof name !== 'string' || name === '') return 'has no name';
  if (replacement !== undefined && typeof replacement !== 'string')
    return 'has a replacement that is no text';
  if (typeof pattern !== 'string' && !(pattern instanceof RegExp)) return 'has no pattern';
  let regExp: RegExp;
  try {
    regExp = globalPattern(pattern);
  } catch (error) {
    return `is no regular expression: ${(error as Error).message}`;
  }
  const slow = slowOn(regExp);
  if (slow !== undefined)
    return `may take more than linear time, as for many of ${JSON.stringify(slow.slice(-40))}: bound what repeats, as {1,64} does in place of +`;
  const first = new RegExp(regExp.source, regExp.flags.replace('g', ''));
  return first.test('') ? 'matches where there is nothing' : undefined;
}

function userRule(rule: UserRule): Apply {
  const problem = problemOf(rule);
  if (problem !== undefined) throw new TypeError(`Redaction rule ${JSON.stringify(rule?.name)} ${problem}`);
  const { name, replacement } = rule;
  const pattern = globalPattern(rule.pattern);
  return (text, replace) =>
    text.replace(pattern, (match: string) => {
      const mask = match === replacement || match === '' ? match : replace(name, match);
      return mask === match ? match : (replacement ?? mask);
    });
}

/** All matches, wherever they are. */
function globalPattern(pattern: RegExp | string): RegExp {
  if (typeof pattern === 'string') return new RegExp(pattern, 'g');
  return new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}g`);
}
