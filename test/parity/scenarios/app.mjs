// Runs a scenario as an ES module application: its libraries come by `import`.

import { pathToFileURL } from 'node:url';
import kit from './kit.cjs';

const file = pathToFileURL(process.argv[2]);
// In the scenario's own folder, which is where a name is looked for.
const { load } = await import(new URL('load.mjs', file));
const { run } = await import(file);
await run({ ...kit, load });
