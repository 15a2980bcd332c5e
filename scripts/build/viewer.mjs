// Builds packages/viewer/dist: the page.

import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../setup.mjs';

await build({ configFile: join(root, 'packages/viewer/page/vite.config.ts'), logLevel: 'warn' });
