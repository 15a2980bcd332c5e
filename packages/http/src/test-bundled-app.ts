/** For tests: apps in processes of their own, bare or with this package bundled and minified as an app gets it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NodeResult, type NodeVersion, nodes, runNode } from '@waymark/testing';
import { rolldown } from 'rolldown';

export interface BundledApp {
  /** Runs `source`, a CommonJS module. Traced, it prints its spans at the end if `SPANS` is set. */
  run(
    version: NodeVersion,
    source: string,
    traced: boolean,
    env?: Record<string, string>,
  ): Promise<NodeResult>;
  remove(): Promise<void>;
}

/** @param register what is bundled, beside this file */
export async function bundleForApps(register = 'test-register.ts'): Promise<BundledApp> {
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-http-bundled-'));
  const registerPath = path.join(folder, 'register.cjs');
  const file = path.join(folder, 'app.cjs');
  const input = fileURLToPath(new URL(register, import.meta.url));
  const bundle = await rolldown({ input, platform: 'node' });
  await bundle.write({ file: registerPath, format: 'cjs', minify: true, keepNames: true });
  await bundle.close();
  return {
    async run(version, source, traced, env) {
      await writeFile(file, source);
      const register = traced ? 'require' : false;
      return runNode(file, { node: nodes[version], register, registerPath, env, timeoutMs: 10_000 });
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
