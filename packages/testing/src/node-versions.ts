/** The Node.js releases that tests run on, 24 from the root package, the older ones from test/nodes. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type NodeVersion = '22.15.0' | '22' | '24';

const installed = (name: string) => fileURLToPath(new URL(`../../../${name}/bin/node`, import.meta.url));

/** Paths of the executables: the first release that is supported, the latest 22, and 24. */
export const nodes: Record<NodeVersion, string> = {
  '22.15.0': installed('test/nodes/node_modules/node-22-first'),
  '22': installed('test/nodes/node_modules/node-22-latest'),
  '24': installed('node_modules/node'),
};

/** The versions that are there: the two of Node 22 are optional, so missing where no build of them fits. */
export function installedNodes(): NodeVersion[] {
  return (Object.keys(nodes) as NodeVersion[]).filter((version) => existsSync(nodes[version]));
}
