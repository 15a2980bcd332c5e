// Installs the packages that are loaded here. Plain JavaScript for Node 20, as scripts/ calls it.

import { fileURLToPath } from 'node:url';
import { installLocked } from '../../scripts/setup.mjs';

/** The oldest and the newest versions that upstream's instrumentations support: what the lock files name, once each. */
export function ensureTargets() {
  for (const age of ['oldest', 'newest']) installLocked(fileURLToPath(new URL(age, import.meta.url)));
}
