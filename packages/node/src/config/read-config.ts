/** The configuration: from the file that OTEL_CONFIG_FILE names, else from the environment. */

import { loadChunk } from '../chunks/load.ts';
import { configFromEnv, type WaymarkConfig } from './config.ts';
import type { Environment } from './env-reader.ts';

/** `config` is `undefined` when there is a file and it is not valid. */
export function readConfig(env: Environment): {
  readonly config: WaymarkConfig | undefined;
  readonly complaints: readonly string[];
} {
  const file = env['OTEL_CONFIG_FILE']?.trim();
  return file ? loadChunk('config-file').configFromFile(file, env) : configFromEnv(env);
}
