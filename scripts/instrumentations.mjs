// `npm run instrumentations`: prints the table of what is instrumented, as packages/node/README.md has it.

import { ensureInstalled, node24, run } from './setup.mjs';

ensureInstalled();
const table = JSON.stringify(new URL('../test/instrumentations/table.ts', import.meta.url));
const program = `import { instrumentationTable } from ${table}; process.stdout.write(instrumentationTable());`;
run(node24, ['--input-type=module', '--eval', program]);
