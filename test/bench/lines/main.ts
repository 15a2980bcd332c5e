/** `npm run bench:logs`: what a line of pino costs, bare, sent by upstream's instrumentation, and by ours. See USAGE. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBench } from '../measuring/bench.ts';
import { moveBenchToOtherCore } from '../measuring/pinning.ts';
import { environments, machineLine } from '../report/environments.ts';
import { beginOf, withSection } from '../report/readme.ts';
import { lineContenders } from './contenders.ts';
import { FULL, measureLines, SHORT } from './lines.ts';
import { lineReport } from './report.ts';

const USAGE = `usage: npm run bench:logs -- [options]

  --rounds <n>   fresh processes of each contender (15)
  --short        fewer rounds and blocks: for a look, not for a number
  --readme       writes the table into packages/logs/README.md, too

WAYMARK_BENCH_DIST=<folder> measures another build of ours.`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    short: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else await measure();

async function measure(): Promise<void> {
  const form = values.short ? SHORT : FULL;
  const rounds = Number(values.rounds ?? form.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds}: give 1 or more`);
  const size = { ...form, rounds };
  moveBenchToOtherCore();
  const bench = await startBench(process.execPath);
  try {
    console.log(`Node ${process.version}, ${machineLine()}.\n\n${environments(lineContenders)}\n`);
    const samples = await measureLines(bench, size, () => process.stderr.write('.'));
    const report = lineReport(size, samples);
    console.log(`\n${report}`);
    if (values.readme) writeReadme(`${introduction()}\n\n${report}`);
  } finally {
    await bench.close();
  }
}

function introduction(): string {
  const [day] = new Date().toISOString().split('T');
  const titles = lineContenders.slice(1, 3).map(({ title }) => title);
  return `Measured ${day} on ${machineLine()}; Node ${process.versions.node}, ${titles.join(' and ')} in the same run:`;
}

function writeReadme(section: string): void {
  const file = join(import.meta.dirname, '../../../packages/logs/README.md');
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), section, beginOf('npm run bench:logs')));
}
