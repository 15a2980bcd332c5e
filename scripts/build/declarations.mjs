// TypeScript's declarations of source files, and of all that these import by path.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../setup.mjs';

/** Calls `use` with a folder that has the declarations below the sources' paths, seen from the root; it is gone afterwards. */
export function withDeclarations(files, use) {
  const out = mkdtempSync(join(tmpdir(), 'waymark-types-'));
  try {
    emit(files, out);
    use(out);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function emit(files, out) {
  const config = join(out, 'tsconfig.json');
  const compilerOptions = {
    typeRoots: [join(root, 'node_modules/@types')],
    declaration: true,
    emitDeclarationOnly: true,
    noEmit: false,
    outDir: out,
    rootDir: root,
  };
  const settings = { extends: join(root, 'tsconfig.json'), compilerOptions, files, include: [] };
  writeFileSync(config, JSON.stringify(settings));
  const done = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', config], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`tsc: ${done.stdout}${done.stderr}`);
}
