// `npm run check`: format, lint and types. Quick, and part of `npm test`.

import { pathToFileURL } from 'node:url';
import { ensureInstalled, run } from './setup.mjs';

/** Throws with the tool's name when one of them finds something. */
export function check() {
  ensureInstalled();
  run('biome', ['check', '--error-on-warnings', '.'], { quiet: true });
  for (const project of ['tsconfig.json', 'packages/viewer/page/tsconfig.json']) {
    run('tsc', ['--noEmit', '-p', project], { quiet: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    check();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
