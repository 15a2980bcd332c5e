// dist/index.d.cts: the public types, which stand on @opentelemetry/api alone.

import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { withDeclarations } from './declarations.mjs';

/** The source files that users see. `start.ts` and what it reaches stays inside. */
const PUBLIC = ['types', 'index', 'bundlers/esbuild', 'bundlers/rolldown', 'bundlers/webpack'];

/** Emits declarations of `packages/node/src/index.ts` as CommonJS ones, beside the CommonJS that they describe. */
export function emitTypes(home, dist) {
  const files = PUBLIC.map((name) => join(home, `src/${name}.ts`));
  withDeclarations(files, (out) => {
    for (const name of PUBLIC) {
      const text = readFileSync(join(out, `packages/node/src/${name}.d.ts`), 'utf8');
      writeFileSync(
        join(dist, `${basename(name)}.d.cts`),
        text.replaceAll(/(['"])\.\/types\.[jt]s\1/g, '$1./types.cjs$1'),
      );
    }
  });
}
