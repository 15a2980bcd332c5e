/** Name and version of the service, from the package.json nearest to its main script. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface ServicePackage {
  readonly name?: string;
  readonly version?: string;
}

/**
 * Looks for package.json at `script` itself (`node .` names a folder), then in each folder above it. A package.json
 * without a name (such as one that only sets `type`) is passed over. Never throws.
 * @param script absolute path of the main script, or a folder
 */
export function nearestPackage(script: string): ServicePackage {
  for (let folder = script; ; folder = dirname(folder)) {
    const found = readPackage(join(folder, 'package.json'));
    if (found?.name !== undefined) return found;
    if (folder === dirname(folder)) return {};
  }
}

function readPackage(file: string): ServicePackage | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(file, 'utf8'));
    return { name: nonEmpty(name), version: nonEmpty(version) };
  } catch {
    return undefined;
  }
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
