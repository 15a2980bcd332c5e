/**
 * Which service a Worker belongs to. It starts without knowing the process's main script, so whoever loads
 * `node:worker_threads` to make one is told, and its Workers find it in their environment data.
 */

import { builtin } from '@waymark/delivery/builtins';
import type { ModulePatch } from '@waymark/hooks';
import { applicationPath } from '../main-script.ts';
import { inWorker } from '../report.ts';
import { nearestPackage, type ServicePackage } from './service-package.ts';

type WorkerThreads = typeof import('node:worker_threads');

/** The number changes with the shape of what is kept under it. */
const KEY = 'waymark.service.1';

/** Name and version in the package.json nearest to the process's main script. */
export function processService(): ServicePackage {
  const told = inWorker() ? builtin('node:worker_threads').getEnvironmentData(KEY) : undefined;
  return (told as ServicePackage | undefined) ?? nearestPackage(applicationPath());
}

/** Workers of Workers inherit what theirs know. */
export const tellWorkers: ModulePatch = {
  module: 'node:worker_threads',
  patch(exports) {
    if (!inWorker()) (exports as WorkerThreads).setEnvironmentData(KEY, { ...processService() });
    return exports;
  },
};
