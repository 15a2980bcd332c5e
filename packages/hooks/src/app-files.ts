/** Targets that are files and belong to no package: named by their absolute path. */

import { realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModulePatch } from './module-patch.ts';
import type { PackageCopy } from './package-copies.ts';

/** By the url that Node resolves to, as a package of that one file. Empty for nearly everybody. */
export function appFiles(patches: readonly ModulePatch[]): Map<string, PackageCopy> {
  const found = new Map<string, PackageCopy>();
  for (const patch of patches) {
    const name = patch.module;
    if (!isAbsolute(name)) continue;
    const path = realPath(name);
    const esm = patch.esm === undefined ? [] : [patch];
    const files = new Map([[path, [patch]]]);
    found.set(pathToFileURL(path).href, { name, version: undefined, baseDir: undefined, files, esm });
  }
  return found;
}

/** Node follows links before it calls a file by a url. A file that is not there will not be asked for either. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
