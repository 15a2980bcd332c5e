/** The copies of targeted packages met so far: what each one's package.json says, and which files to patch. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ModulePatch, NO_TABLE, type PatchTable } from './module-patch.ts';
import type { PackageFile } from './package-file.ts';
import { satisfies } from './version-range.ts';

/** One installed copy of a targeted package, or a file that is none. */
export interface PackageCopy {
  name: string;
  version: string | undefined;
  baseDir: string | undefined;
  /** By absolute file name; only patches for this version. */
  files: Map<string, ModulePatch[]>;
  /** Patches for this version that know what to replace in the package's entry, were it an ES module. */
  esm: ModulePatch[];
}

export class PackageCopies {
  private readonly patches = new Map<string, ModulePatch[]>();
  /** Modules of the table that nobody has met. */
  private readonly unmet: Set<string>;
  private readonly table: PatchTable;
  private readonly copies = new Map<string, PackageCopy>();
  /** True while we resolve a main file ourselves, which runs our own resolve hook again. */
  resolving = false;

  constructor(patches: readonly ModulePatch[], table: PatchTable = NO_TABLE) {
    for (const patch of patches) append(this.patches, patch.module, patch);
    this.table = table;
    this.unmet = new Set(table.modules);
  }

  /** Whether the table names this package: the cheap question, asked for every resolved module. */
  targets(name: string): boolean {
    return this.patches.has(name) || this.unmet.has(name);
  }

  patchesOf(name: string): readonly ModulePatch[] {
    if (this.unmet.delete(name)) {
      for (const patch of this.table.patchesOf(name)) append(this.patches, name, patch);
    }
    return this.patches.get(name) ?? [];
  }

  /** Whether a file of the package was asked for. */
  met(name: string): boolean {
    return [...this.copies.values()].some((copy) => copy.name === name);
  }

  /** The copy that the file belongs to; its package.json is read once. */
  copyOf(file: PackageFile): PackageCopy {
    let copy = this.copies.get(file.baseUrl);
    if (copy === undefined) {
      copy = this.readCopy(file.name, fileURLToPath(file.baseUrl));
      this.copies.set(file.baseUrl, copy);
    }
    return copy;
  }

  private readCopy(name: string, baseDir: string): PackageCopy {
    const version = versionIn(baseDir);
    const copy: PackageCopy = { name, version, baseDir, files: new Map(), esm: [] };
    for (const patch of this.patchesOf(name)) {
      if (patch.versions !== undefined && !satisfies(version, patch.versions)) continue;
      if (patch.esm !== undefined && patch.file === undefined) copy.esm.push(patch);
      const file = patch.file === undefined ? this.mainFile(name, baseDir) : join(baseDir, patch.file);
      if (file !== undefined) append(copy.files, file, patch);
    }
    return copy;
  }

  /** Node's own answer, rather than a second reading of `exports` and `main`. */
  private mainFile(name: string, baseDir: string): string | undefined {
    this.resolving = true;
    try {
      return createRequire(join(baseDir, 'package.json')).resolve(name);
    } catch {
      return undefined; // a package without an entry for `require`
    } finally {
      this.resolving = false;
    }
  }
}

function versionIn(baseDir: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(baseDir, 'package.json'), 'utf8'));
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined; // a package whose version is unknown is left alone where a range was asked for
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
