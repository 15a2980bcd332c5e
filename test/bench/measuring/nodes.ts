/** Which Node is measured. The bench itself runs on the repository's own. */

import { existsSync } from 'node:fs';
import { nodes } from '@waymark/testing';

const MAJORS = ['22', '24', '26'] as const;

/** Path of the executable. */
export function nodeOf(major: string): string {
  const wanted = MAJORS.find((one) => one === major);
  if (wanted === undefined) throw new Error(`--node ${major}: give ${MAJORS.join(', ')}`);
  if (!existsSync(nodes[wanted])) throw new Error(`there is no Node ${major} for this platform`);
  return nodes[wanted];
}
