// Installs the loggers of this folder.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../scripts/setup.mjs';

/** Installs the oldest and the newest versions that are supported: what the lock files name, once each. */
export function ensureLoggers() {
  for (const age of ['oldest', 'newest']) installLocked(join(dirname(fileURLToPath(import.meta.url)), age));
}

/** Installs the web frameworks whose loggers are looked at. */
export { ensureFrameworks } from '../../scripts/setup.mjs';
