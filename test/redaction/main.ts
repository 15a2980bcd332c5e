/**
 * `npm run bench:redaction`: how much of what is secret is found, how much of what is not is taken out, and what it costs.
 * Prints Markdown. `--examples` also prints what was missed and what was changed without need. `--corpus file.jsonl` judges
 * that file alone, `--detectors email,ip` with those on.
 */

import os from 'node:os';
import { parseArgs } from 'node:util';
import { type OptInDetector, Redactor } from '@waymark/redaction';
import { readCases } from './cases.ts';
import { cleanLines } from './clean-lines.ts';
import { readCorpus, scoreCorpus } from './corpus.ts';
import { GITLEAKS_VERSION, gitleaksCases, skipWithoutGitleaks } from './gitleaks.mjs';
import { pinoShare } from './pino-line.ts';
import { plantedSecrets } from './planted.ts';
import { precision, recall, type Score, type Scores, scoreCases, scoreOwn, sum } from './score.ts';
import { growthOfHostile, nanosecondsAByte, nanosecondsACharCode } from './timing.ts';

const CLEAN_LINES = 50_000;
const { values: wanted } = parseArgs({
  options: {
    examples: { type: 'boolean', default: false },
    corpus: { type: 'string', multiple: true, default: [] },
    detectors: { type: 'string', default: '' },
  },
});
const wantsExamples = wanted.examples;
const detectors = wanted.detectors.split(',').filter((name) => name !== '') as OptInDetector[];

/** Each part has a redactor of its own, so that none knows the names and values of another. */
const redactor = () => new Redactor({ detectors });

console.log(
  `# Redaction\n\nNode ${process.version}, ${os.cpus()[0]?.model}, ${new Date().toISOString().slice(0, 10)}.`,
);
if (wanted.corpus.length > 0) for (const file of wanted.corpus) printCorpus(file);
else {
  await printGitleaks();
  printOwn();
  printSpeed();
  printGrowth();
}

function printCorpus(file: string): void {
  const cases = readCorpus(file);
  const scores = scoreCorpus(redactor(), cases);
  console.log(`\n## ${file}: ${cases.length} cases\n`);
  printScores('kind', scores, true);
  printExamples([...scores.values()]);
}

async function printGitleaks(): Promise<void> {
  console.log(`\n## Cases of gitleaks ${GITLEAKS_VERSION}\n`);
  const skip = skipWithoutGitleaks();
  if (skip !== false) return console.log(`Left out: ${skip}`);
  const { builtIn, others, excused } = scoreCases(redactor(), readCases(await gitleaksCases()));
  printScores('built-in kind', builtIn, true);
  console.log();
  printScores('other kinds', new Map([[`${others.size} kinds`, sum(others.values())]]), false);
  const incomplete = [...others].filter(([, score]) => recall(score) < 0.98);
  if (incomplete.length > 0)
    console.log(
      `\nOf those, below 0.98: ${incomplete.map(([kind, { found, secrets }]) => `${kind} ${found}/${secrets}`).join(', ')}.`,
    );
  for (const [why, count] of excused)
    console.log(`\nNot counted: ${count} of its negatives that are ${why}.`);
  console.log(
    '\nA negative of a built-in kind is wrong when the rule of that kind takes something out; of another, when anything does: many of those are secrets of a neighbouring kind.',
  );
  printExamples([...builtIn.values(), ...others.values()]);
}

function printOwn(): void {
  const planted = plantedSecrets(3);
  const clean = cleanLines(CLEAN_LINES);
  const scores = scoreOwn(redactor(), planted, clean);
  console.log(`\n## Ours: ${planted.length} planted secrets, ${clean.length} clean lines\n`);
  printScores('kind', scores.planted, true);
  console.log(`\n| clean lines | lines | changed |\n|---|---|---|`);
  for (const [kind, score] of scores.clean) console.log(`| ${kind} | ${score.clean} | ${score.wrong} |`);
  printExamples([...scores.planted.values(), ...scores.clean.values()]);
}

function printScores(title: string, scores: Scores, withTotal: boolean): void {
  console.log(`| ${title} | secrets | recall | wrongly taken | precision |\n|---|---|---|---|---|`);
  const row = (kind: string, score: Score) =>
    console.log(
      `| ${kind} | ${score.secrets} | ${recall(score).toFixed(3)} | ${score.wrong} | ${precision(score).toFixed(3)} |`,
    );
  for (const [kind, score] of [...scores].sort()) row(kind, score);
  if (withTotal) row('**all**', sum(scores.values()));
}

function printExamples(scores: readonly Score[]): void {
  if (!wantsExamples) return;
  for (const { examples } of scores)
    for (const one of examples) console.log(`\n    ${JSON.stringify(one).slice(0, 300)}`);
}

function printSpeed(): void {
  const clean = cleanLines(2000).map(({ text }) => text);
  const dirty = plantedSecrets(1).map(({ text }) => text);
  const share = pinoShare(redactor());
  const percent = (part: number) => `${((part / share.line) * 100).toFixed(0)} %`;
  console.log(`\n## Speed

| | |
|---|---|
| clean lines | ${nanosecondsAByte(redactor(), clean).toFixed(2)} ns a byte |
| lines with a secret | ${nanosecondsAByte(redactor(), dirty, 20).toFixed(2)} ns a byte |
| reading each character by \`charCodeAt\`, nothing else | ${nanosecondsACharCode(clean).toFixed(2)} ns a byte |
| a line of pino, ${share.bytes.toFixed(0)} bytes | ${share.line.toFixed(0)} ns |
| looking at its record | ${share.asRecord.toFixed(0)} ns, ${percent(share.asRecord)} |
| looking at the line as one text | ${share.asText.toFixed(0)} ns, ${percent(share.asText)} |`);
}

function printGrowth(): void {
  const growths = growthOfHostile(
    new Redactor({ detectors: ['email', 'phone', 'ip', 'national-id'] }),
    32_768,
    2.5,
  );
  console.log(
    '\n## Hostile texts, from 32 to 64 KiB, all detectors on\n\n| text | ns a byte | twice the length takes |\n|---|---|---|',
  );
  for (const { name, cost, growth } of growths)
    console.log(`| ${name} | ${cost.toFixed(1)} | ${growth.toFixed(2)}x |`);
}
