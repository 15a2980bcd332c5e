// Installs what we are measured against. Plain JavaScript for Node 20, as scripts/ calls it.

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../scripts/setup.mjs';

/** Installs what this folder's package-lock.json names, unless that very lock file was installed already. */
export function ensurePeers() {
  installLocked(dirname(fileURLToPath(import.meta.url)));
}
