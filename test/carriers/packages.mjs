// Installs the packages of this folder.

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../scripts/setup.mjs';

/** Installs what this folder's package-lock.json names, unless that very lock file was installed already. */
export function ensureCarriers() {
  installLocked(dirname(fileURLToPath(import.meta.url)));
}
