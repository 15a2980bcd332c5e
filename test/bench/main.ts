/** `npm run bench`: measures, then prints Markdown. Arguments: see USAGE. */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contender, contenders, isOtherBuild } from './contenders/contenders.ts';
import { type Bench, startBench } from './measuring/bench.ts';
import { nodeOf } from './measuring/nodes.ts';
import { moveBenchToOtherCore } from './measuring/pinning.ts';
import { profileOne } from './measuring/profile.ts';
import { CHECK, FULL, measureRequests, type RequestSize, SHORT, scaled } from './measuring/requests.ts';
import { measureStarts } from './measuring/starts.ts';
import { environments, machineLine } from './report/environments.ts';
import { whyNotKept } from './report/kept.ts';
import { readmeSection, withSection } from './report/readme.ts';
import { requestReport, startReport } from './report/report.ts';
import { type Result, readResults, roundsOf, roundsThere, writeResult } from './report/results.ts';
import { type RequestScenario, requestScenarios } from './scenarios/requests.ts';
import { type StartScenario, startScenarios } from './scenarios/starts.ts';

const START_ROUNDS = 15;

const USAGE = `usage: npm run bench -- [options]

  --only <names>     scenarios, with commas: ${startScenarios.map(({ name }) => name).join(', ')},
                     ${requestScenarios.map(({ name }) => name).join(', ')};
                     also 'starts' and 'requests'
  --node <major>     measure on Node 22, 24 (the default) or 26
  --rounds <n>       fresh processes of each contender (15); fewer do not replace a result of more
  --short            fewer rounds and blocks: for a look, not for a number
  --check            one small round that measures nothing, and looks whether all is delivered
  --profile <name>   one run of bare, upstream, dd-trace or waymark under --cpu-prof in place of a
                     measurement; prints the functions with the most time of their own
  --readme           measures nothing: writes the tables of packages/node/README.md from the results
                     that earlier runs left in test/bench/results

examples:
  npm run bench -- --only express --rounds 20
  npm run bench -- --only node-http,http-out --node 22 --short
  npm run bench -- --only node-http --profile waymark`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    node: { type: 'string', default: '24' },
    rounds: { type: 'string' },
    short: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    profile: { type: 'string' },
    readme: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else if (values.readme) writeReadme();
else await measure();

function writeReadme(): void {
  const file = join(import.meta.dirname, '../../packages/node/README.md');
  const section = readmeSection(readResults());
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), section));
  console.log(section);
}

async function measure(): Promise<void> {
  const starts = startScenarios.filter(({ name }) => isWanted(name, 'starts'));
  const requests = requestScenarios.filter(({ name }) => isWanted(name, 'requests'));
  if (starts.length + requests.length === 0) throw new Error(`--only ${values.only}: see --help`);
  const node = nodeOf(values.node);
  moveBenchToOtherCore();
  const bench = await startBench(node);
  try {
    if (values.profile !== undefined) {
      for (const scenario of requests) await profileOne(bench, scenario, values.profile);
      return;
    }
    console.log(`Node ${versionOf(node)}, ${machineLine()}.\n\n${environments(contenders)}`);
    for (const scenario of starts) await orNoNumber(scenario, measureStart(bench, scenario));
    for (const scenario of requests) await orNoNumber(scenario, measureRequest(bench, scenario));
  } finally {
    await bench.close();
  }
}

/** One scenario that lost something does not take the others with it. */
async function orNoNumber({ title }: { title: string }, measured: Promise<void>): Promise<void> {
  try {
    await measured;
  } catch (error) {
    console.log(`\n\n**${title}**: no number. ${(error as Error).message}`);
    process.exitCode = 1;
  }
}

function isWanted(name: string, group: string): boolean {
  const only = values.only.split(',');
  return values.only === '' || only.includes(name) || only.includes(group);
}

async function measureStart(bench: Bench, scenario: StartScenario): Promise<void> {
  const rounds = roundsOr(values.check ? 1 : values.short ? 6 : START_ROUNDS);
  const samples = await measureStarts(bench, scenario, { rounds, onRound: progress });
  keep({ kind: 'starts', ...described(bench, scenario, contenders), samples }, START_ROUNDS);
  console.log(`\n\n${startReport(scenario, samples)}`);
}

async function measureRequest(bench: Bench, scenario: RequestScenario): Promise<void> {
  const form = requestSize();
  const size = { ...form, rounds: roundsOr(form.rounds) };
  const samples = await measureRequests(bench, scenario, size, progress);
  if (values.check) return;
  const usual = scaled(FULL, scenario).rounds;
  keep({ kind: 'requests', ...described(bench, scenario, scenario.contenders), samples }, usual);
  console.log(`\n\n${requestReport(scenario, scaled(size, scenario), samples)}`);
}

/** For `--readme`, unless that would be worse than what is there. */
function keep(result: Result, usual: number): void {
  const why = whyNotKept({
    rounds: roundsOf(result),
    usual,
    there: roundsThere(result),
    isLook: values.short || values.check,
    isOtherBuild,
  });
  if (why === undefined) writeResult(result);
  else console.error(`\n${result.scenario} is not kept: ${why}.`);
}

function described(
  { node }: Bench,
  { name, title }: { name: string; title: string },
  measured: readonly Contender[],
) {
  return {
    scenario: name,
    title,
    node: versionOf(node),
    machine: machineLine(),
    at: new Date().toISOString().slice(0, 16),
    contenders: Object.fromEntries(measured.map((contender) => [contender.name, contender.title])),
  };
}

function requestSize(): RequestSize {
  if (values.check) return CHECK;
  return values.short ? SHORT : FULL;
}

function roundsOr(usual: number): number {
  const rounds = values.rounds === undefined ? usual : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds}: give 1 or more`);
  return rounds;
}

function versionOf(node: string): string {
  return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
}

/** One dot a round on stderr, so that the tables on stdout stay clean. */
function progress(): void {
  process.stderr.write('.');
}
