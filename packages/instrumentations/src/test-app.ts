/** For the tests: a temporary folder with this package as it is bundled, where apps run on each Node that we support. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { upstreamEntries, upstreamPlugin } from './upstream/bundling.ts';

const installed = fileURLToPath(new URL('../../../node_modules/', import.meta.url));

export class TestApp {
  private readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  /**
   * @param files by name; beside them are hooks.cjs, instrumentations.cjs, test-server.cjs, test-spans.cjs and pg.cjs, a
   * chunk
   * @param nodeModules where the apps' own packages are
   */
  static async create(files: Record<string, string>, nodeModules = installed): Promise<TestApp> {
    const dir = await mkdtemp(join(tmpdir(), 'waymark-instrumentations-'));
    const build = await rolldown({
      input: {
        hooks: fileURLToPath(import.meta.resolve('@waymark/hooks')),
        instrumentations: join(import.meta.dirname, 'index.ts'),
        'test-server': join(import.meta.dirname, 'test-server.ts'),
        'test-spans': join(import.meta.dirname, 'test-spans.ts'),
        pg: upstreamEntries.pg,
      },
      platform: 'node',
      plugins: [upstreamPlugin()],
    });
    await build.write({
      dir,
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: 'shared-[name].cjs',
    });
    await build.close();
    await symlink(nodeModules, join(dir, 'node_modules'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
    return new TestApp(dir);
  }

  /** What the app prints under `--require ./register.cjs`. */
  async run(node: string, entry: string, env: Record<string, string> = {}): Promise<string> {
    return this.execute(node, ['--require', './register.cjs', entry], env);
  }

  /** What it prints without us. */
  async runBare(node: string, entry: string): Promise<string> {
    return this.execute(node, [entry], {});
  }

  private async execute(node: string, args: string[], env: Record<string, string>): Promise<string> {
    const { stdout } = await promisify(execFile)(node, args, {
      cwd: this.dir,
      env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'test', ...env },
      timeout: 20_000,
      maxBuffer: 16 * 1024 * 1024,
    });
    return stdout;
  }

  async remove(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}
