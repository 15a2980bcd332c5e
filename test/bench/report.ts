/** Results as Markdown. */

import { cpus } from 'node:os';
import { type Contender, sharedEnv } from './contenders.ts';
import { REQUEST_MIX } from './load.ts';
import { canPin } from './pinning.ts';
import type { RequestSamples, RequestScenario, RequestSize } from './request.ts';
import type { StartupSamples, StartupScenario } from './startup.ts';
import { added, type Estimate, median, shareAdded } from './statistics.ts';

/** Where and against whom. */
export function machineLine(): string {
  const cores = canPin
    ? 'measured process on core 0, all else on core 1'
    : 'not pinned (no taskset, or one core)';
  return `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} cores, ${cores}.`;
}

/** Every contender with every variable of its environment. */
export function environments(contenders: readonly Contender[]): string {
  const listed = contenders.map(({ name, title, env }) => [`${name}: ${title}`, ...variables(env('<sink>'))]);
  return ['```', 'all:', ...variables(sharedEnv), ...listed.flat(), '```'].join('\n');
}

function variables(env: Record<string, string>): string[] {
  return Object.entries(env).map(([key, value]) => `  ${key}=${value}`);
}

export function startupTable({ title }: StartupScenario, samples: readonly StartupSamples[]): string {
  const [bare, upstream] = pick(samples);
  const rows = samples.map((sample) => [
    sample.contender.name,
    range(sample.wall),
    sample === bare ? '-' : estimate(added(sample.wall, bare.wall)),
    sample === bare ? '-' : signed(Math.min(...sample.wall) - Math.min(...bare.wall)),
    sample === bare ? '-' : estimate(added(sample.cpu, bare.cpu)),
    share(sample, bare, upstream, (of) => of.wall),
    sample === bare ? range(sample.wholeLife) : estimate(added(sample.wholeLife, bare.wholeLife)),
  ]);
  const head = [
    'ms',
    'to the first line (min)',
    'adds [95 %]',
    'difference of minima',
    'adds CPU [95 %]',
    'share of upstream',
    'whole life adds',
  ];
  return [`**Start: ${title}** (${bare.wall.length} rounds)`, '', table(head, rows)].join('\n');
}

export function requestTable(
  { title }: RequestScenario,
  { warmUp, blocks, blockRequests }: RequestSize,
  samples: readonly RequestSamples[],
): string {
  const [bare, upstream] = pick(samples);
  const cheapest = (sample: RequestSamples) => Math.min(...sample.best);
  const bestAdded = (sample: RequestSamples) => cheapest(sample) - cheapest(bare);
  const rows = samples.map((sample) => [
    sample.contender.name,
    median(sample.run).toFixed(1),
    sample === bare ? '-' : estimate(added(sample.run, bare.run)),
    share(sample, bare, upstream, (of) => of.run),
    cheapest(sample).toFixed(1),
    sample === bare ? '-' : signed(bestAdded(sample)),
    sample === bare ? '-' : (bestAdded(sample) / bestAdded(upstream)).toFixed(2),
  ]);
  const head = [
    'us of CPU a request',
    'run',
    'adds [95 %]',
    'share of upstream [95 %]',
    'cheapest block',
    'adds',
    'share of upstream',
  ];
  const size = `${bare.run.length} rounds, ${warmUp} requests to warm up, ${blocks} blocks of ${blockRequests}`;
  return [`**Requests: ${title}** (${size}; ${REQUEST_MIX})`, '', table(head, rows)].join('\n');
}

function pick<S extends { contender: Contender }>(samples: readonly S[]): [bare: S, upstream: S] {
  const named = (name: string) => samples.find(({ contender }) => contender.name === name)!;
  return [named('bare'), named('upstream')];
}

function share<S>(sample: S, bare: S, upstream: S, of: (sample: S) => number[]): string {
  if (sample === bare) return '-';
  if (sample === upstream) return '1';
  const { value, low, high } = shareAdded(of(sample), of(upstream), of(bare));
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

function estimate({ value, low, high }: Estimate): string {
  return `${signed(value)} [${low.toFixed(1)}, ${high.toFixed(1)}]`;
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
}

function range(values: readonly number[]): string {
  return `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)})`;
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
