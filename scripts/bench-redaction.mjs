// `npm run bench:redaction`: what redaction finds, what it takes out without need, and what it costs.

import { join } from 'node:path';
import { ensureInstalled, node24, root, run } from './setup.mjs';

ensureInstalled();
run(node24, [join(root, 'test/redaction/main.ts'), ...process.argv.slice(2)]);
