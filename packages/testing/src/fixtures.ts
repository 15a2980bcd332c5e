/** The fixture app: two files per module system that do the same, so that both give the same tree of spans. */

import { fileURLToPath } from 'node:url';

const path = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

/** Main files. Each prints `listening on PORT`, then serves; see the package's README for the routes. */
export const fixtures = { cjs: path('cjs/app.cjs'), esm: path('esm/app.mjs') } as const;
