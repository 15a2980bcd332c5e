import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Redactor } from '@waymark/redaction';
import { readCases } from './cases.ts';
import { cleanLines } from './clean-lines.ts';
import { gitleaksCases, skipWithoutGitleaks } from './gitleaks.mjs';
import { plantedSecrets } from './planted.ts';
import { holds, precision, recall, type Score, scoreCases, scoreOwn, sum } from './score.ts';

const RECALL = 0.98;
const PRECISION = 0.99;

function assertReached(name: string, score: Score, wanted = { recall: RECALL, precision: PRECISION }): void {
  const { secrets, found, wrong } = score;
  const figures = `${name}: ${found} of ${secrets} secrets found, ${wrong} wrongly taken\n${score.examples.join('\n')}`;
  assert.ok(recall(score) >= wanted.recall, figures);
  assert.ok(precision(score) >= wanted.precision, figures);
}

describe('the cases of gitleaks', { skip: skipWithoutGitleaks() }, () => {
  test('reach the targets in the built-in kinds, and 0.98 of the secrets in the others', async () => {
    const cases = readCases(await gitleaksCases({ log: () => {} }));
    assert.ok(cases.length > 6000, `only ${cases.length} cases`);
    const { builtIn, others } = scoreCases(new Redactor(), cases);
    assert.equal(builtIn.size, 8);
    assertReached('built-in kinds', sum(builtIn.values()));
    assertReached('other kinds', sum(others.values()), { recall: RECALL, precision: 0.98 });
  });
});

test('secrets of our own making are found in all surroundings, and clean lines stay as they are', () => {
  const { planted, clean } = scoreOwn(new Redactor(), plantedSecrets(1, 11), cleanLines(9000, 12));
  for (const [kind, score] of planted) assertReached(kind, score, { recall: 1, precision: PRECISION });
  for (const [kind, { clean: lines, wrong, examples }] of clean)
    assert.ok(wrong <= lines / 500, `${kind}: ${wrong} of ${lines} lines changed\n${examples.join('\n')}`);
});

test('each secret of our own making is in its text, where it would be seen if it was left', () => {
  for (const { surrounding, secret, text } of plantedSecrets(1, 14))
    assert.ok(holds(text, secret), `${surrounding}: ${text}`);
});

test('what was redacted once stays as it is', () => {
  const redactor = new Redactor();
  for (const { text } of plantedSecrets(1, 13)) {
    const once = redactor.text(text);
    assert.equal(redactor.text(once), once, text);
  }
});
