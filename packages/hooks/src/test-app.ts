/** For the tests: apps written to a temporary folder and run under the hooks, on each Node that we support. */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

export type Files = Record<string, string>;

/** A folder of its own for each test file; `hooks.cjs` in it is this package, bundled as it ships. */
export class TestApp {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async create(): Promise<TestApp> {
    const app = new TestApp(await mkdtemp(join(tmpdir(), 'waymark-hooks-')));
    const bundle = await rolldown({
      input: fileURLToPath(new URL('./index.ts', import.meta.url)),
      platform: 'node',
    });
    await bundle.write({ file: join(app.dir, 'hooks.cjs'), format: 'cjs' });
    await bundle.close();
    return app;
  }

  async write(files: Files): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.dir, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  }

  /** Runs `node ...args` in the folder, without a shell and without options from the outside. */
  run(node: string, ...args: string[]): Promise<Outcome> {
    const env = { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined };
    return new Promise((resolve) => {
      execFile(node, args, { cwd: this.dir, env, timeout: 20_000 }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }

  async remove(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}
