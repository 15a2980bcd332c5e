/** Any corpus: a file with a case a line, as `{"kind": "jwt", "text": "...", "secrets": ["..."]}`. */

import { readFileSync } from 'node:fs';
import type { Redactor } from '@waymark/redaction';
import type { Case } from './cases.ts';
import { countClean, countFound, redactedBy, type Scores, scoreOf } from './score.ts';

/**
 * Reads a case a line. A case may have `secret` for one; none, and an empty list, say that there is none in its text, and
 * that it has to stay as it is.
 * @throws Error for a line that is no case, with its number
 */
export function readCorpus(file: string): Case[] {
  const cases: Case[] = [];
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries())
    if (line.trim() !== '') cases.push(toCase(line, `${file}:${index + 1}`));
  return cases;
}

function toCase(line: string, place: string): Case {
  let parsed: { kind?: unknown; text?: unknown; secret?: unknown; secrets?: unknown };
  try {
    parsed = JSON.parse(line);
  } catch {
    throw new Error(`${place} is no JSON`);
  }
  const { kind = 'all', text, secret, secrets = secret === undefined ? [] : [secret] } = parsed ?? {};
  const isCase =
    typeof text === 'string' && Array.isArray(secrets) && secrets.every((one) => typeof one === 'string');
  if (!isCase) throw new Error(`${place} has no text, or secrets that are no list of texts`);
  return { kind: String(kind), text, secrets };
}

/** By the corpus' kinds. Whatever is taken out of a text without a secret is wrong, and counts for the text's kind. */
export function scoreCorpus(redactor: Redactor, cases: readonly Case[]): Scores {
  const scores: Scores = new Map();
  for (const { kind, text, secrets } of cases) {
    const redacted = redactedBy(redactor, text).text;
    if (secrets.length > 0) countFound(scoreOf(scores, kind), redacted, secrets, text);
    else countClean(scoreOf(scores, kind), redacted !== text, text);
  }
  return scores;
}
