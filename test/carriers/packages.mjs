// Installs the packages of this folder, and those that it shares.

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureParity, installLocked } from '../../scripts/setup.mjs';

/** Installs what this folder's package-lock.json and the parity suite's name, unless those very lock files were installed already. */
export function ensureCarriers() {
  ensureParity();
  installLocked(dirname(fileURLToPath(import.meta.url)));
}
