/** Whether results may stand in one table. */

import type { Result } from './results.ts';

/** Throws unless all are of one machine, of the same versions of everyone, and of one Node for each major version. */
export function ensureBelonging(results: ReadonlyMap<string, readonly Result[]>): void {
  const all = [...results.values()].flat();
  ensureSame(
    'their machine',
    all.map(({ machine }) => machine),
  );
  for (const ofMajor of results.values()) {
    ensureSame(
      'their Node',
      ofMajor.map(({ node }) => node),
    );
  }
  for (const name of new Set(all.flatMap(({ contenders }) => Object.keys(contenders)))) {
    ensureSame(
      name,
      all.flatMap(({ contenders }) => contenders[name] ?? []),
    );
  }
}

function ensureSame(what: string, values: readonly string[]): void {
  const different = [...new Set(values)];
  if (different.length > 1)
    throw new Error(`results differ in ${what}: ${different.join('; ')}: measure those again`);
}
