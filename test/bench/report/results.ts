/** Results as they were measured, a file a scenario, from which a report can be made again. */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RequestSamples } from '../figures/request-figures.ts';
import type { StartSamples } from '../figures/start-figures.ts';

interface Measured {
  scenario: string;
  title: string;
  /** `process.version` of the Node that was measured. */
  node: string;
  /** Where and how, for the report. */
  machine: string;
  /** ISO, to the minute. */
  at: string;
  /** Of each contender by name, package and version. */
  contenders: Record<string, string>;
}
export type RequestResult = Measured & { kind: 'requests'; samples: RequestSamples[] };
export type StartResult = Measured & { kind: 'starts'; samples: StartSamples[] };
export type Result = RequestResult | StartResult;

const RESULTS = join(import.meta.dirname, '../results');

export function writeResult(result: Result, folder = RESULTS): void {
  const file = fileOf(result, folder);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(result));
}

/** Of the result that `result` would replace. */
export function roundsThere(result: Result, folder = RESULTS): number | undefined {
  const file = fileOf(result, folder);
  return existsSync(file) ? roundsOf(read(file)) : undefined;
}

export function roundsOf({ samples }: Result): number {
  return samples[0]!.figures.length;
}

/** All that were written, by major version of Node. */
export function readResults(folder = RESULTS): Map<string, Result[]> {
  const results = new Map<string, Result[]>();
  for (const place of readdirSync(folder).sort()) {
    const files = readdirSync(join(folder, place)).sort();
    results.set(
      place.replace('node-', ''),
      files.map((file) => read(join(folder, place, file))),
    );
  }
  return results;
}

function fileOf({ node, scenario }: Result, folder: string): string {
  const [, major] = /^v(\d+)/.exec(node)!;
  return join(folder, `node-${major}`, `${scenario}.json`);
}

function read(file: string): Result {
  return JSON.parse(readFileSync(file, 'utf8'));
}
