/** What the apps talk to, started when a scenario first needs it. */

import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalServer, startServer } from '../../backends/servers.mjs';
import { type Backend, startBackend } from '../load/backend.ts';
import type { RequestScenario } from './requests.ts';

export interface Services {
  /** What the app of `scenario` is given as its argument; `undefined` when it needs nothing. */
  argumentFor(scenario: RequestScenario): Promise<string | undefined>;
  /** The file that lines are written to. */
  logFile(): string;
  /** Forgets what earlier runs asked and wrote. */
  reset(): void;
  /** How many requests the backend had with a `traceparent`. */
  askedInTrace(): number;
  /** How many lines were written with the id of a trace in hex (upstream's and ours) or in decimal (dd-trace's). */
  linesInTrace(): number;
  close(): Promise<void>;
}

export function startServices(): Services {
  let backend: Backend | undefined;
  let postgres: LocalServer | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'waymark-bench-'));
  const logFile = join(folder, 'app.log');
  writeFileSync(logFile, '');
  const argumentOf = (needs: RequestScenario['needs']) => {
    if (needs === 'backend') return String(backend?.port);
    if (needs === 'postgres') return postgres?.url;
    return needs === 'log file' ? logFile : undefined;
  };
  return {
    argumentFor: async ({ needs }) => {
      if (needs === 'backend') backend ??= await startBackend();
      if (needs === 'postgres') postgres ??= await startServer('postgres');
      return argumentOf(needs);
    },
    logFile: () => logFile,
    reset: () => {
      truncateSync(logFile);
      if (backend) backend.asked.withTraceparent = 0;
    },
    askedInTrace: () => backend?.asked.withTraceparent ?? 0,
    linesInTrace: () => readFileSync(logFile, 'utf8').match(/"trace_id":"[0-9a-f]{16,}"/g)?.length ?? 0,
    close: async () => {
      backend?.close();
      await postgres?.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
