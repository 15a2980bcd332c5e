/** Results as they were measured, a file a scenario, from which a report can be made again. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  const place = join(folder, `node-${majorOf(result)}`);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, `${result.scenario}.json`), JSON.stringify(result));
}

/** All that were written, by major version of Node. */
export function readResults(folder = RESULTS): Map<string, Result[]> {
  const results = new Map<string, Result[]>();
  for (const place of readdirSync(folder).sort()) {
    const files = readdirSync(join(folder, place)).sort();
    results.set(
      place.replace('node-', ''),
      files.map((file) => JSON.parse(readFileSync(join(folder, place, file), 'utf8'))),
    );
  }
  return results;
}

function majorOf({ node }: Result): string {
  return /^v(\d+)/.exec(node)![1]!;
}
