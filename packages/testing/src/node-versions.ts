/** The Node.js releases that tests run on, 24 from the root package, the others from test/nodes. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type NodeVersion = '22.15.0' | '22' | '24' | '26';

const installed = (name: string) => fileURLToPath(new URL(`../../../${name}/bin/node`, import.meta.url));

/** Paths of the executables: the first release that is supported, the latest 22, 24 and 26. */
export const nodes: Record<NodeVersion, string> = {
  '22.15.0': installed('test/nodes/node_modules/node-22-first'),
  '22': installed('test/nodes/node_modules/node-22-latest'),
  '24': installed('node_modules/node'),
  '26': installed('test/nodes/node_modules/node-26'),
};

/** The versions that are there: those of test/nodes are optional, so missing where no build of them fits. */
export function installedNodes(): NodeVersion[] {
  return (Object.keys(nodes) as NodeVersion[]).filter((version) => existsSync(nodes[version]));
}
