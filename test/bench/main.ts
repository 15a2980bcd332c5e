/** `npm run bench:startup` and `npm run bench:request`: runs, then prints Markdown. Arguments: see USAGE. */

import { parseArgs } from 'node:util';
import { contenders } from './contenders.ts';
import { moveBenchToOtherCore } from './pinning.ts';
import { profileOne } from './profile.ts';
import { environments, machineLine, requestTable, startupTable } from './report.ts';
import { FULL, measureRequests, requestScenarios, SHORT } from './request.ts';
import { measureStartup, startupScenarios } from './startup.ts';

const USAGE = `usage: npm run bench:startup -- [options]
       npm run bench:request -- [options]

  --rounds <n>       fresh processes of each contender (startup: 25, request: 15)
  --short            fewer rounds and requests: for a look, not for a number
  --only <text>      only scenarios whose app's file name has this in it
  --profile <name>   request only: one run of bare, upstream, dd-trace or waymark under --cpu-prof,
                     instead of a measurement; prints the functions with the most time of their own

examples:
  npm run bench:request -- --only express --rounds 20
  npm run bench:request -- --only node-http --profile waymark`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    short: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const what = positionals[0];
const wanted = ({ app }: { app: string }) => app.includes(values.only);

if (values.help || (what !== 'startup' && what !== 'request')) {
  console.log(USAGE);
} else {
  moveBenchToOtherCore();
  if (what === 'startup') await startup();
  else if (values.profile === undefined) await request();
  else for (const scenario of requestScenarios.filter(wanted)) await profileOne(scenario, values.profile);
}

async function startup(): Promise<void> {
  const rounds = roundsOr(values.short ? 8 : 25);
  introduce();
  for (const scenario of startupScenarios.filter(wanted)) {
    const samples = await measureStartup(scenario, { contenders, rounds, onRound: progress(rounds) });
    console.log(`\n${startupTable(scenario, samples)}`);
  }
}

async function request(): Promise<void> {
  const form = values.short ? SHORT : FULL;
  const size = { ...form, rounds: roundsOr(form.rounds) };
  introduce();
  for (const scenario of requestScenarios.filter(wanted)) {
    const samples = await measureRequests(scenario, { contenders, size, onRound: progress(size.rounds) });
    console.log(`\n${requestTable(scenario, size, samples)}`);
  }
}

function roundsOr(usual: number): number {
  const rounds = values.rounds === undefined ? usual : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds}: give 1 or more`);
  return rounds;
}

function introduce(): void {
  console.log(`${machineLine()}\n\n${environments(contenders)}`);
}

/** One dot a round on a terminal's stderr, so that the table on stdout stays clean. */
function progress(rounds: number): (round: number) => void {
  return (round) => process.stderr.write(round === rounds ? '.\n' : '.');
}
