/** The tables of packages/node/README.md, from results of `npm run bench` on one Node or several. */

import { added, median } from '../figures/statistics.ts';
import { ensureBelonging } from './belonging.ts';
import { type Row, shareOf } from './comparison.ts';
import { requestRows } from './request-rows.ts';
import { type RequestResult, type Result, roundsOf, type StartResult } from './results.ts';
import { startRows } from './start-rows.ts';
import { addition, table } from './table.ts';

const MAIN = '24';
/** Whose memory, throughput and latency are shown. */
const SHOWN = ['node-http', 'express'];

const BEGIN = beginOf('npm run bench');
const END = '<!-- /bench -->';

/** The comment in front of what the command writes. */
export function beginOf(command: string): string {
  return `<!-- bench: ${command} -- --readme -->`;
}

/** `readme` with `section` in place of what stands between the two comments. */
export function withSection(readme: string, section: string, before = BEGIN): string {
  const [begin, end] = [readme.indexOf(before), readme.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`there is no ${before} ... ${END} to write into`);
  return `${readme.slice(0, begin + before.length)}\n\n${section}\n\n${readme.slice(end)}`;
}

/** `results` by major version of Node; those of 24 make all tables but the last. */
export function readmeSection(results: ReadonlyMap<string, readonly Result[]>): string {
  ensureBelonging(results);
  const main = inOrder(results.get(MAIN) ?? []);
  const others = [...results].filter(([major]) => major !== MAIN);
  return [
    ...(main.length > 0
      ? [introduction(main), costs(main), ...SHOWN.flatMap((name) => figuresOf(main, name))]
      : []),
    ...(others.length > 0 ? [otherNodes(new Map(others))] : []),
  ].join('\n\n');
}

/** Starts first, as a process has it. */
function inOrder(results: readonly Result[]): Result[] {
  return results.toSorted((a, b) => b.kind.localeCompare(a.kind));
}

function introduction(results: readonly Result[]): string {
  const { machine, node, contenders } = results[0]!;
  const named = (name: string) => contenders[name] ?? name;
  return (
    `Measured ${days(results)} on ${machine}; Node ${node.slice(1)}, against ` +
    `${named('upstream')} and ${named('dd-trace')} in the same runs, ${rounds(results)} rounds: \`npm run bench\`.`
  );
}

/** The first and the last. */
function days(results: readonly Result[]): string {
  const sorted = results.map(({ at }) => at.slice(0, 10)).sort();
  return [...new Set([sorted[0], sorted.at(-1)])].join(' to ');
}

/** `15`, or `5 to 15`. */
function rounds(results: readonly Result[]): string {
  const counts = results.map(roundsOf);
  return [...new Set([Math.min(...counts), Math.max(...counts)])].join(' to ');
}

/** Of brackets and parentheses packages/node/README.md says what they are. */
const HEAD = ['rounds', 'bare', 'upstream', 'dd-trace', 'Waymark', 'of upstream', 'of dd-trace'];

function costs(results: readonly Result[]): string {
  const rows = results.flatMap((result) =>
    result.kind === 'starts' ? startLines(result) : requestLines(result),
  );
  return table(['adds to', ...HEAD, 'of upstream, at best'], rows);
}

function startLines({ title, samples }: StartResult): string[][] {
  const [wall, best] = startRows(samples);
  return linesOf(`ms to start ${title}`, wall!, best!);
}

function requestLines({ title, samples }: RequestResult): string[][] {
  const [cpu, best] = requestRows(samples);
  return linesOf(`us of CPU a request: ${title}`, cpu!, best!);
}

/** One for each of ours. */
function linesOf(title: string, row: Row, best: Row): string[][] {
  const ours = [...row.values.keys()].filter((name) => name.startsWith('waymark'));
  return ours.map((name) => [
    name === 'waymark' ? title : `the same, ${name}`,
    ...comparedTo(row, name),
    shareOf(best, name, 'upstream'),
  ]);
}

function comparedTo(row: Row, name: string): string[] {
  const values = (of: string) => row.values.get(of) ?? [];
  const plain = (of: string) =>
    values(of).length === 0 ? '-' : added(values(of), values('bare')).value.toFixed(row.digits);
  return [
    String(values('bare').length),
    median(values('bare')).toFixed(row.digits),
    plain('upstream'),
    plain('dd-trace'),
    addition(added(values(name), values('bare')), row.digits),
    shareOf(row, name, 'upstream'),
    shareOf(row, name, 'dd-trace'),
  ];
}

/** The other figures of one scenario. */
function figuresOf(results: readonly Result[], scenario: string): string[] {
  const found = results.find((result) => result.scenario === scenario);
  if (found?.kind !== 'requests') return [];
  const rows = requestRows(found.samples).slice(2, -1);
  return [
    table(
      [`${found.title}: adds to`, ...HEAD],
      rows.map((row) => [row.title, ...figure(row)]),
    ),
  ];
}

function figure(row: Row): string[] {
  if (row.by === 'paired') return comparedTo(row, 'waymark');
  // What hardly scatters: allocations.
  const least = (name: string) => Math.min(...(row.values.get(name) ?? []));
  const from = (name: string) => (least(name) - least('bare')).toFixed(row.digits);
  const shares = ['upstream', 'dd-trace'].map((other) => shareOf(row, 'waymark', other));
  return [
    String(row.values.get('bare')?.length),
    least('bare').toFixed(row.digits),
    ...['upstream', 'dd-trace', 'waymark'].map(from),
    ...shares,
  ];
}

/** What Waymark adds, and which part of what upstream adds that is, on other Nodes. */
function otherNodes(results: ReadonlyMap<string, readonly Result[]>): string {
  const scenarios = new Map([...results.values()].flat().map(({ scenario, title }) => [scenario, title]));
  const head = [...results].map(
    ([major, all]) => `Node ${all[0]?.node.slice(1) ?? major}, ${rounds(all)} rounds`,
  );
  const cells = (scenario: string) =>
    [...results.values()].map((all) => {
      const found = all.find((result) => result.scenario === scenario);
      if (!found) return '-';
      const [row] = found.kind === 'starts' ? startRows(found.samples) : requestRows(found.samples);
      const own = added(row!.values.get('waymark')!, row!.values.get('bare')!);
      return `${addition(own, 1)}; of upstream ${shareOf(row!, 'waymark', 'upstream')}`;
    });
  return table(
    ['Waymark adds', ...head],
    [...scenarios].map(([scenario, title]) => [title, ...cells(scenario)]),
  );
}
