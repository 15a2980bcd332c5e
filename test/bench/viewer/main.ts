/** `npm run bench:viewer`: what the viewer takes in and answers, beside the real Jaeger and Zipkin. See USAGE. */

import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { beginOf, withSection } from '../report/readme.ts';
import { measureBeside, measureLines } from './beside.ts';
import { contenders, type Running } from './contenders.ts';
import { measureFlood } from './flood.ts';
import { measureIngest } from './ingest.ts';
import { measurePainted } from './painted.ts';
import { LINE_QUESTIONS, measureOrders, measureQuestion, QUESTIONS } from './questions.ts';
import { type Results, reportOf } from './report.ts';
import { measureStart, packedKilobytes } from './start.ts';

const USAGE = `usage: npm run bench:viewer -- [options]

  --only <names>    of ${Object.keys(contenders).join(', ')} (all), with commas between
  --spans <n>       in each run (1000000)
  --rounds <n>      fresh processes of each (3)
  --flood <minutes> how long memory is watched (10); 0 leaves it out
  --readme          writes the report into packages/viewer/README.md, too

It takes an hour, and the machine for itself. Jaeger and Zipkin are those of npm run backends.
WAYMARK_BENCH_COMMAND=<path of waymark.cjs> measures another build of ours.`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(contenders).join() },
    spans: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    flood: { type: 'string', default: '10' },
    readme: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const LINES_A_SECOND = 10_000;
const BESIDE_SECONDS = 20;

if (values.help) console.log(USAGE);
else await measure();

async function measure(): Promise<void> {
  const names = values.only.split(',');
  const [spans, rounds, flood] = [values.spans, values.rounds, values.flood].map(Number) as [
    number,
    number,
    number,
  ];
  const unknown = names.find((name) => !(name in contenders));
  if (unknown !== undefined)
    throw new Error(`--only "${unknown}" is none of ${Object.keys(contenders).join(', ')}`);
  const results: Results = { ingest: [], start: await measureStart(), packed: packedKilobytes() };
  for (let round = 0; round < rounds; round++) {
    for (const name of names) await measureOne(results, name, spans, round === rounds - 1);
  }
  if (names.includes('file')) await measureOurs(results, flood);
  const report = `Measured ${new Date().toISOString().slice(0, 10)} on ${machine()}, Node ${process.versions.node}.\n\n${reportOf(results)}`;
  console.log(report);
  if (values.readme) writeReadme(report);
}

/** One round of one contender. Questions are asked in the last one. */
async function measureOne(results: Results, name: string, spans: number, isLast: boolean): Promise<void> {
  const { title, survives, wire, keeps } = contenders[name]!;
  const entry: Results['ingest'][number] = results.ingest.find((each) => each.title === title) ?? {
    title,
    survives,
    rounds: [],
  };
  if (entry.rounds.length === 0) results.ingest.push(entry);
  await using(name, async (running) => {
    entry.rounds.push(await measureIngest(running, wire, spans));
    say(`${title}: ${Math.round(entry.rounds.at(-1)!.perSecond)} spans a second`);
    if (!isLast) return;
    entry.orders = await measureOrders(running, spans, keeps);
    if (name !== 'file') return;
    results.questions = await askAll(running, QUESTIONS);
    results.lines = await measureLines(running, spans);
    results.lineQuestions = await askAll(running, LINE_QUESTIONS);
  });
}

async function measureOurs(results: Results, minutes: number): Promise<void> {
  await using('file', async (running) => {
    results.beside = await measureBeside(running, LINES_A_SECOND, BESIDE_SECONDS);
  });
  await using('file', async (running) => {
    results.painted = await measurePainted(running);
  });
  if (minutes === 0) return;
  results.flood = [];
  for (const name of ['file', 'memory']) {
    await using(name, async (running) => {
      const { title } = contenders[name]!;
      results.flood!.push({ title, flood: await measureFlood(running, minutes) });
    });
  }
}

async function askAll(running: Running, questions: typeof QUESTIONS) {
  const latencies: NonNullable<Results['questions']> = {};
  for (const [name, question] of Object.entries(questions)) {
    latencies[name] = await measureQuestion(running, question);
  }
  return latencies;
}

async function using(name: string, measureIt: (running: Running) => Promise<void>): Promise<void> {
  const running = await contenders[name]!.start();
  try {
    await measureIt(running);
  } finally {
    await running.stop();
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Server and load share all of it. */
function machine(): string {
  const [{ model } = { model: 'an unknown processor' }] = cpus();
  return `${process.platform} ${process.arch}, ${cpus().length} cores (${model.trim()})`;
}

function writeReadme(report: string): void {
  const file = join(import.meta.dirname, '../../../packages/viewer/README.md');
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), report, beginOf('npm run bench:viewer')));
}
