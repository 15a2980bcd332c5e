// The tracers that stand on both sides of our service: from npm beside this file, and from PyPI in the cache.

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../scripts/setup.mjs';
import { leftOut } from '../backends/left-out.mjs';
import { missingPythonPackages, pythonPackages } from '../backends/python-packages.mjs';

const requirements = fileURLToPath(new URL('python/requirements.txt', import.meta.url));

export function ensureTracers() {
  installLocked(dirname(fileURLToPath(import.meta.url)));
}

export function pythonPath() {
  return pythonPackages(requirements);
}

export function skipWithoutPython(env = process.env) {
  const reason = missingPythonPackages(requirements, env);
  if (reason === undefined) return false;
  return leftOut(reason, env);
}
