/** Applications under pm2, whose daemon holds the environment of whoever called it first. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type OtlpServer, registerPath, runNode, startOtlpServer } from '@waymark/testing';

const pm2 = fileURLToPath(new URL('node_modules/pm2/bin/pm2', import.meta.url));
const shop = fileURLToPath(new URL('apps/shop', import.meta.url));
const NODE_OPTIONS = `--require ${registerPath}`;

/** In cluster mode pm2 reads nothing of what an instance prints before pm2 itself has loaded in it. */
const MODES: [name: string, args: string[], env: Record<string, string>, instances: number, lines: number][] =
  [
    ['fork mode, NODE_OPTIONS', [], { NODE_OPTIONS }, 1, 1],
    ['fork mode, node_args', ['--node-args', NODE_OPTIONS], {}, 1, 1],
    ['cluster mode, NODE_OPTIONS', ['-i', '2'], { NODE_OPTIONS }, 2, 0],
    ['cluster mode, node_args', ['-i', '2', '--node-args', NODE_OPTIONS], {}, 2, 0],
  ];

for (const [name, args, env, instances, lines] of MODES) {
  test(`${name}: each instance is traced under the application's name, pm2 is left alone`, async () => {
    await using sink = await startOtlpServer();
    await using daemon = new Pm2({ ...env, ...settings(sink) });
    const started = await daemon.run('start', 'serve.cjs', '--name', 'shop', ...args);
    const spans = await sink.waitForSpans(2 * instances, 20_000);
    const expected = ['shop CLIENT GET', 'shop SERVER GET /orders/:id'].flatMap((span) =>
      Array(instances).fill(span),
    );
    assert.deepEqual(spans.map((span) => `${span.service} ${span.kind} ${span.name}`).sort(), expected);

    const logs = await daemon.run('logs', '--nostream', '--raw', '--err');
    assert.equal(logs.match(/waymark: \S+ traces shop 1\.2\.3: /g)?.length ?? 0, lines, logs);
    assert.doesNotMatch(started + daemon.ownLog(), /waymark:/);
    sink.assertClean();
  });
}

function settings(sink: OtlpServer): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
  };
}

/** A daemon with a home of its own, ended with the test. */
class Pm2 {
  readonly #home = mkdtempSync(join(tmpdir(), 'waymark-pm2-'));
  readonly #env: Record<string, string>;

  constructor(env: Record<string, string>) {
    this.#env = { ...env, PM2_HOME: this.#home, PM2_DISCRETE_MODE: '1' };
  }

  async run(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await runNode(pm2, { args, cwd: shop, env: this.#env });
    assert.equal(code, 0, stdout + stderr);
    return stdout + stderr;
  }

  ownLog(): string {
    return readFileSync(join(this.#home, 'pm2.log'), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.run('kill');
    rmSync(this.#home, { recursive: true, force: true });
  }
}
