/** Counts what is found and what should be: recall and precision, by kind. */

import type { Redactor } from '@waymark/redaction';
import { builtInRule, type Case, whyExcused } from './cases.ts';
import type { Planted } from './planted.ts';

export interface Score {
  secrets: number;
  found: number;
  /** Texts without a secret of this kind. */
  clean: number;
  /** Of those, the ones in which the rule of this kind took something out. */
  wrong: number;
  /** A few texts with what was missed, and that were changed without need. */
  examples: string[];
}

export type Scores = Map<string, Score>;

export function scoreOf(scores: Scores, kind: string): Score {
  const score = scores.get(kind) ?? { secrets: 0, found: 0, clean: 0, wrong: 0, examples: [] };
  scores.set(kind, score);
  return score;
}

export const recall = ({ secrets, found }: Score) => (secrets === 0 ? 1 : found / secrets);
export const precision = ({ found, wrong }: Score) => (found + wrong === 0 ? 1 : found / (found + wrong));

export function sum(scores: Iterable<Score>): Score {
  const total: Score = { secrets: 0, found: 0, clean: 0, wrong: 0, examples: [] };
  for (const one of scores) {
    total.secrets += one.secrets;
    total.found += one.found;
    total.clean += one.clean;
    total.wrong += one.wrong;
    total.examples.push(...one.examples);
  }
  return total;
}

/** What a redactor makes of a text, and the rules that it counted. */
export function redactedBy(redactor: Redactor, text: string): { text: string; rules: Set<string> } {
  const before = new Map(redactor.counts);
  const redacted = redactor.text(text);
  const rules = [...redactor.counts].filter(([rule, count]) => count > (before.get(rule) ?? 0));
  return { text: redacted, rules: new Set(rules.map(([rule]) => rule)) };
}

/** Built-in kinds by our rule, others by gitleaks' name. */
export function scoreCases(
  redactor: Redactor,
  cases: readonly Case[],
): { builtIn: Scores; others: Scores; excused: Map<string, number> } {
  const builtIn: Scores = new Map();
  const others: Scores = new Map();
  const excused = new Map<string, number>();
  for (const one of cases) {
    const rule = builtInRule(one.kind);
    const score = scoreOf(rule === undefined ? others : builtIn, rule ?? one.kind);
    const redacted = redactedBy(redactor, one.text);
    if (one.secrets.length > 0) countFound(score, redacted.text, one.secrets, one.text);
    else {
      const why = whyExcused(one);
      if (why === undefined)
        countClean(
          score,
          rule === undefined ? redacted.text !== one.text : redacted.rules.has(rule),
          one.text,
        );
      else excused.set(why, (excused.get(why) ?? 0) + 1);
    }
  }
  return { builtIn, others, excused };
}

export function countFound(score: Score, redacted: string, secrets: readonly string[], text: string): void {
  score.secrets += 1;
  // gitleaks counts the quotes of a shell to the secret.
  if (!secrets.some((secret) => holds(redacted, secret.replace(/^["']|["']$/g, '')))) score.found += 1;
  else if (score.examples.length < 3) score.examples.push(`missed: ${text}`);
}

/** Whether a secret is in a text, as it is or URL-encoded up to twice. */
export function holds(text: string, secret: string): boolean {
  const decoded = withoutEscapes(text);
  return [text, decoded, withoutEscapes(decoded)].some((written) => written.includes(secret));
}

/** Escapes that say nothing stay. */
function withoutEscapes(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

export function countClean(score: Score, isWrong: boolean, text: string): void {
  score.clean += 1;
  if (!isWrong) return;
  score.wrong += 1;
  if (score.examples.length < 3) score.examples.push(`changed: ${text}`);
}

/** Secrets and clean lines of our own. Whatever is taken out of a clean line is wrong, and counts for the rule that did it. */
export function scoreOwn(
  redactor: Redactor,
  planted: readonly Planted[],
  clean: readonly { kind: string; text: string }[],
): { planted: Scores; clean: Scores } {
  const scores: Scores = new Map();
  const lines: Scores = new Map();
  for (const one of planted) {
    countFound(
      scoreOf(scores, one.kind),
      redactor.text(one.text),
      [one.secret],
      `${one.surrounding}: ${one.text}`,
    );
  }
  for (const { kind, text } of clean) {
    const redacted = redactedBy(redactor, text);
    countClean(scoreOf(lines, kind), redacted.text !== text, text);
    for (const rule of redacted.rules) scoreOf(scores, rule).wrong += 1;
  }
  return { planted: scores, clean: lines };
}
