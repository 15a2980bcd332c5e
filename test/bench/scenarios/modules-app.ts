/**
 * An app of 1,000 modules as services have them: 40 dependencies of 20 files in node_modules, and 199 files and an entry of
 * its own. Each file is a kilobyte of functions and loads up to three others.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cached } from '../../backends/cache.mjs';
import type { ModuleSystem } from '../contenders/contenders.ts';

export const MODULES = 1_000;
const PACKAGES = 40;
const FILES = 20;
const OWN = MODULES - PACKAGES * FILES - 1;
/** Part of the folder's name: a change of this file makes another one. */
const VERSION = 1;

/** Writes it into the cache, unless it is there; resolves to the path of its entry. */
export async function modulesApp(system: ModuleSystem): Promise<string> {
  const folder = await cached(`bench-modules-${system}-${VERSION}`, (draft) => writeApp(draft, system));
  return join(folder, `app.${extension(system)}`);
}

async function writeApp(folder: string, system: ModuleSystem): Promise<void> {
  const names = Array.from({ length: PACKAGES }, (_, index) => `dependency-${index}`);
  for (const name of names) await writePackage(join(folder, 'node_modules', name), name, system);
  await mkdir(join(folder, 'src'));
  await writeFiles(join(folder, 'src'), OWN, system, (index) =>
    index % 5 === 0 ? [names[(index / 5) % PACKAGES]!] : [],
  );
  const reached = join(import.meta.dirname, '../apps/control/reached.cjs');
  const entry = `./src/file-0.${extension(system)}`;
  const source =
    system === 'cjs'
      ? `require('${entry}');\nrequire(${JSON.stringify(reached)})();\n`
      : `import '${entry}';\nconst { default: reached } = await import(${JSON.stringify(pathToFileURL(reached))});\nreached();\n`;
  await writeFile(join(folder, `app.${extension(system)}`), source);
}

async function writePackage(folder: string, name: string, system: ModuleSystem): Promise<void> {
  await mkdir(folder, { recursive: true });
  const main = `file-0.${extension(system)}`;
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name, version: '1.0.0', main, exports: `./${main}` }),
  );
  await writeFiles(folder, FILES, system, () => []);
}

/** A tree: each file loads the two below it, and what `more` says. */
async function writeFiles(
  folder: string,
  count: number,
  system: ModuleSystem,
  more: (index: number) => string[],
): Promise<void> {
  for (let index = 0; index < count; index++) {
    const below = [2 * index + 1, 2 * index + 2].filter((child) => child < count);
    const wanted = [...below.map((child) => `./file-${child}.${extension(system)}`), ...more(index)];
    await writeFile(join(folder, `file-${index}.${extension(system)}`), source(wanted, index, system));
  }
}

function source(wanted: string[], index: number, system: ModuleSystem): string {
  const isCjs = system === 'cjs';
  const loads = wanted.map((id, n) =>
    isCjs ? `const part${n} = require('${id}');` : `import * as part${n} from '${id}';`,
  );
  const functions = Array.from(
    { length: 6 },
    (_, n) =>
      `${isCjs ? '' : 'export '}function step${n}(value) {\n  if (value === undefined) return ${index};\n  return { value, step: ${n}, file: ${index} };\n}`,
  );
  const names = functions.map((_, n) => `step${n}`).join(', ');
  const parts = `[${wanted.map((_, n) => `part${n}`).join(', ')}]`;
  const end = isCjs ? `module.exports = { ${names}, parts: ${parts} };` : `export const parts = ${parts};`;
  return `${[...loads, ...functions, end].join('\n\n')}\n`;
}

function extension(system: ModuleSystem): string {
  return system === 'cjs' ? 'cjs' : 'mjs';
}
