/** What a bundler has to know to make upstream's instrumentations into chunks; RATIONALE.md says why. */

import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

const here = import.meta.dirname;

/** Packages to replace, by the absolute path of what replaces them. */
export const upstreamAliases: Readonly<Record<string, string>> = {
  'require-in-the-middle': join(here, 'collector.ts'),
  'import-in-the-middle': join(here, 'collector.ts'),
};

/** Entries: absolute path by chunk name. */
export const upstreamChunks: Readonly<Record<string, string>> = Object.fromEntries(
  globSync('*.chunk.ts', { cwd: here }).map((file) => [basename(file, '.chunk.ts'), join(here, file)]),
);

/**
 * Upstream's ES modules call `require` by a name that bundlers do not know, so that what they mean stays out of
 * the bundle and is looked for in the app. For files of `@opentelemetry` that end in `.mjs`.
 */
export function withPlainRequires(code: string): string {
  return code.replaceAll(/\b__require\(/g, 'require(');
}
