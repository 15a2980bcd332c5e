import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Redactor } from '@waymark/redaction';
import { readCorpus, scoreCorpus } from './corpus.ts';
import { precision, recall } from './score.ts';

test('any corpus is read and judged by its own kinds', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'corpus-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'corpus.jsonl');
  const cases = [
    { kind: 'passwords', text: 'password=hunter2', secrets: ['hunter2'] },
    { kind: 'passwords', text: 'the word is swordfish', secret: 'swordfish' },
    { kind: 'passwords', text: 'password: required' },
    { kind: 'cards', text: 'order 17', secrets: [] },
    { kind: 'cards', text: 'amount 4111111111111111' },
  ];
  writeFileSync(file, `${cases.map((one) => JSON.stringify(one)).join('\n')}\n\n`);
  const scores = scoreCorpus(new Redactor(), readCorpus(file));
  assert.equal(recall(scores.get('passwords')!), 0.5);
  assert.equal(precision(scores.get('passwords')!), 1);
  assert.equal(scores.get('cards')!.clean, 2);
  assert.equal(scores.get('cards')!.wrong, 1);

  writeFileSync(file, '{"text":"a"}\n{"text":7}\n');
  assert.throws(() => readCorpus(file), /corpus\.jsonl:2 has no text/);
  writeFileSync(file, 'password=hunter2\n');
  assert.throws(() => readCorpus(file), /corpus\.jsonl:1 is no JSON/);
});
