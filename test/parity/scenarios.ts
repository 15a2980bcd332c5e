/** What is run under every engine. Each row is a file in `scenarios/`; README.md says what such a file has to be. */

import type { ModuleSystem } from './engines.ts';
import type { ServerName } from './servers.ts';

export interface Scenario {
  readonly name: string;
  /** In `scenarios/`. A `.cjs` file exports `run`; an `.mjs` file too, and is for what only an ES module can do. */
  readonly file: string;
  /** Upstream's instrumentations, by the end of their names, whose spans this is about. */
  readonly covers: readonly string[];
  /** @default both for a `.cjs` file, `esm` for an `.mjs` file */
  readonly modules?: readonly ModuleSystem[];
  /** Servers that must run; `kit.port(name)` tells the scenario where. */
  readonly needs?: readonly ServerName[];
  /** Beside the harness's own environment, for all engines. */
  readonly env?: Readonly<Record<string, string>>;
}

export const scenarios: readonly Scenario[] = [{ name: 'http', file: 'http.cjs', covers: ['http'] }];

/** The module systems a scenario runs in. */
export function modulesOf({ file, modules }: Scenario): readonly ModuleSystem[] {
  return modules ?? (file.endsWith('.mjs') ? ['esm'] : ['cjs', 'esm']);
}
