// dist/index.d.cts: the public types, which stand on @opentelemetry/api alone.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../setup.mjs';

/** The source files that users see. `start.ts` and what it reaches stays inside. */
const PUBLIC = ['types', 'index', 'bundlers/esbuild', 'bundlers/rolldown', 'bundlers/webpack'];

/** Emits declarations of `packages/node/src/index.ts` as CommonJS ones, beside the CommonJS that they describe. */
export function emitTypes(home, dist) {
  const out = mkdtempSync(join(tmpdir(), 'waymark-types-'));
  try {
    const flags = [
      '--declaration',
      '--emitDeclarationOnly',
      '--noEmit',
      'false',
      '--outDir',
      out,
      '--rootDir',
      root,
    ];
    const config = join(out, 'tsconfig.json');
    const files = PUBLIC.map((name) => join(home, `src/${name}.ts`));
    const compilerOptions = { typeRoots: [join(root, 'node_modules/@types')] };
    writeFileSync(
      config,
      JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, files, include: [] }),
    );
    const done = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', config, ...flags], {
      encoding: 'utf8',
    });
    if (done.status !== 0) throw new Error(`tsc: ${done.stdout}${done.stderr}`);
    for (const name of PUBLIC) {
      const text = readFileSync(join(out, `packages/node/src/${name}.d.ts`), 'utf8');
      writeFileSync(
        join(dist, `${basename(name)}.d.cts`),
        text.replaceAll(/(['"])\.\/types\.[jt]s\1/g, '$1./types.cjs$1'),
      );
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
