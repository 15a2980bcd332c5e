/**
 * For plugins of bundlers: what to add to a file that is a target, so that it hands itself over when the bundle runs
 * (`bundled.ts`). Without a receiver the bundle does what it would have done.
 */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUNDLED } from './bundled.ts';
import type { ModulePatch } from './module-patch.ts';
import { PackageCopies, type PackageCopy } from './package-copies.ts';
import { packageFileOf } from './package-file.ts';

/** A patch as far as it is known when the application is built. */
export type BundlingTarget = Omit<ModulePatch, 'patch'>;

/** What becomes of a file. */
export interface BundlingChange {
  /** Goes behind the file's own text. */
  readonly append?: string;
  /** What is appended must run, though the package says that none of its modules does anything but export. */
  readonly hasSideEffects?: boolean;
  /** Stands in place of an ES module, given how the plugin names the module itself. */
  wrap?(real: string): string;
}

const RECEIVER = `globalThis[Symbol.for(${JSON.stringify(BUNDLED.description)})]`;

export class BundlingTargets {
  readonly #copies: PackageCopies;
  readonly #changes = new Map<string, BundlingChange | undefined>();
  /** Names of packages whose entry may get a change with `hasSideEffects`. */
  readonly told: readonly string[];

  constructor(targets: readonly BundlingTarget[]) {
    this.told = targets.filter(({ esm }) => esm?.length === 0).map(({ module }) => module);
    this.#copies = new PackageCopies(targets.map((target) => ({ ...target, patch: (exports) => exports })));
  }

  /** @param path absolute, of a file that the bundler is about to read */
  changeOf(path: string): BundlingChange | undefined {
    if (!path.includes('node_modules')) return undefined;
    if (!this.#changes.has(path)) this.#changes.set(path, this.#read(path));
    return this.#changes.get(path);
  }

  #read(path: string): BundlingChange | undefined {
    const file = packageFileOf(pathToFileURL(path).href);
    if (file === undefined || !this.#copies.targets(file.name)) return undefined;
    const copy = this.#copies.copyOf(file);
    const isEntry = importedFile(copy) === path;
    const patches = [...(copy.files.get(path) ?? []), ...(isEntry ? copy.esm : [])];
    const isMain = isEntry || patches.some((patch) => patch.file === undefined);
    const esm = isEsModule(path, copy);
    const module = JSON.stringify({ ...namesOf(copy, path), main: isMain, esm });
    if (esm) return changeOfEsm(patches, module);
    if (patches.length === 0) return undefined;
    return { append: `\n;module.exports=(${RECEIVER}||(e=>e))(module.exports,${module});\n` };
  }
}

function namesOf({ name, version, baseDir }: PackageCopy, path: string): object {
  return { name, version, file: relative(baseDir!, path).split(sep).join('/') };
}

/** Where nothing is to be replaced the module only says that it is there. */
function changeOfEsm(patches: readonly ModulePatch[], module: string): BundlingChange | undefined {
  const lists = patches.flatMap(({ esm }) => (esm === undefined ? [] : [esm]));
  const names = [...new Set(lists.flat())];
  if (names.length > 0) return { wrap: (real) => wrapperText(real, names, module) };
  if (lists.length === 0) return undefined;
  return { append: `\n;${RECEIVER}?.(undefined,${module});\n`, hasSideEffects: true };
}

/** As `esm-wrapper.ts` does it, where it is said how that works. */
function wrapperText(real: string, names: readonly string[], module: string): string {
  const from = JSON.stringify(real);
  const variables = names.map((name, i) => `$${i}=ns[${JSON.stringify(name)}]`).join(',');
  const replaced = names.map((name, i) => `$${i}=$m[${JSON.stringify(name)}];`).join('');
  const exported = names.map((name, i) => `$${i} as ${name}`).join(',');
  return `import * as ns from ${from};
export * from ${from};
let ${variables};
export {${exported}};
const $r=${RECEIVER};
if($r){const $m=$r({...ns},${module});${replaced}}
`;
}

/** By extension, else by the nearest package.json, which may be one inside the package. */
function isEsModule(path: string, { baseDir }: PackageCopy): boolean {
  if (/\.[cm]js$/.test(path)) return path.endsWith('.mjs');
  for (let folder = dirname(path); folder.length >= baseDir!.length; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
  }
  return false;
}

/** The file that `import` by the package's name loads, where its package.json says so by `exports`. */
function importedFile({ baseDir }: PackageCopy): string | undefined {
  try {
    const { exports } = JSON.parse(readFileSync(join(baseDir!, 'package.json'), 'utf8'));
    const target = conditional(exports?.['.'] ?? exports);
    return target === undefined ? undefined : join(baseDir!, target);
  } catch {
    return undefined; // without a package.json there is no version either, and nothing is a target
  }
}

const CONDITIONS = ['node', 'import', 'module-sync', 'module', 'default'];

function conditional(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  for (const [condition, below] of Object.entries(target)) {
    const found = CONDITIONS.includes(condition) ? conditional(below) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
