/** What a scenario runs under: ours in its two engines, the spans of layers too, and upstream's register as it is published. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { registerPath } from '@waymark/testing';

export type ModuleSystem = 'cjs' | 'esm';
/** `published` is the oracle: `@opentelemetry/auto-instrumentations-node` from this folder's own install; `full` our engine with layers. */
export type EngineName = 'published' | 'upstream' | 'waymark' | 'full';

export interface Engine {
  /** Flags of Node that switch it on. */
  flags(modules: ModuleSystem): string[];
  env: Readonly<Record<string, string>>;
}

const installed = createRequire(join(import.meta.dirname, 'package.json'));
const fileUrl = (id: string) => pathToFileURL(installed.resolve(id)).href;

export const engines: Record<EngineName, Engine> = {
  published: {
    // For ESM as OpenTelemetry's documentation has it: register, and the loader that sees ESM imports.
    flags: (modules) =>
      modules === 'cjs'
        ? ['--require', installed.resolve('@opentelemetry/auto-instrumentations-node/register')]
        : [
            '--no-warnings',
            `--experimental-loader=${fileUrl('@opentelemetry/instrumentation/hook.mjs')}`,
            `--import=${fileUrl('@opentelemetry/auto-instrumentations-node/register')}`,
          ],
    env: {},
  },
  upstream: { flags: () => ['--require', registerPath], env: { WAYMARK_ENGINE: 'upstream' } },
  waymark: { flags: () => ['--require', registerPath], env: {} },
  full: { flags: () => ['--require', registerPath], env: { WAYMARK_SPANS: 'full' } },
};
