/** Runs detectors in a worker, apart from the application. */

import { Worker } from 'node:worker_threads';
import type { Attributes } from '@opentelemetry/api';
import { clearTimeout, setTimeout } from '@waymark/delivery/builtins';
import type { RemoteDetector } from '../config/resource-config.ts';
import type { Finding } from './detect.chunk.ts';

/** More than the slowest of upstream's detectors waits for an answer. */
const BUDGET_MS = 10_000;

/**
 * Calls `onFound` with all that is known so far whenever a detector answers: of two that know an attribute, the one
 * that was named later is right. Nothing here keeps the process alive, and what fails, fails silently: a process
 * outside of a cloud is no mistake.
 * @param file the worker's program
 */
export function detectInBackground(
  names: readonly RemoteDetector[],
  file: string,
  onFound: (attributes: Attributes) => void,
): void {
  const findings: Attributes[] = [];
  // Without the flags that preload us and others into every thread, and with nothing of it on the application's output.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const worker = new Worker(file, { workerData: names, execArgv: [], env, stdout: true, stderr: true });
  const timer = setTimeout(() => worker.terminate(), BUDGET_MS).unref();
  worker.on('message', ({ index, attributes }: Finding) => {
    findings[index] = attributes;
    onFound(Object.assign({}, ...findings));
  });
  worker.on('error', () => {});
  worker.on('exit', () => clearTimeout(timer));
  // Last: to listen for messages would take it back.
  worker.unref();
}
