/**
 * Applications that other tools start, with register in NODE_OPTIONS: the application is traced once and under its own
 * name, the tools are not, and all of it prints and ends as without register, but for one start line.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { installedNodes, type NodeVersion, nodes } from '@waymark/testing';
import { type Command, runTool, type ToolRun } from './tool-run.ts';

interface Row extends Command {
  readonly name: string;
  /** @default the repository's own, 24 */
  readonly on?: readonly NodeVersion[];
  /** A process that runs tests is no application: it is traced and says nothing. @default 1 */
  readonly startLines?: 0 | 1;
  /** The route, where there is a framework to tell it. @default 'GET /orders/:id' */
  readonly server?: string;
}

const HERE: readonly NodeVersion[] = ['24'];
const SHOP = 'apps/shop';
const everywhere: readonly NodeVersion[] = installedNodes();

const ROWS: Row[] = [
  { name: 'tsx app.ts', cwd: SHOP, tool: 'tsx/dist/cli.mjs', args: ['app.ts'], on: everywhere },
  { name: 'tsx app.mts', cwd: SHOP, tool: 'tsx/dist/cli.mjs', args: ['app.mts'] },
  { name: 'node --import tsx app.ts', cwd: SHOP, flags: ['--import', 'tsx'], file: 'app.ts', on: everywhere },
  { name: 'ts-node app.ts', cwd: SHOP, tool: 'ts-node/dist/bin.js', args: ['app.ts'] },
  { name: 'node -r ts-node/register app.ts', cwd: SHOP, flags: ['-r', 'ts-node/register'], file: 'app.ts' },
  {
    name: 'node --loader ts-node/esm app.mts',
    cwd: SHOP,
    flags: ['--loader', 'ts-node/esm'],
    file: 'app.mts',
  },
  // Nest 12 is ES modules, of which tsx has others for `require`.
  { name: 'tsx of Nest', cwd: 'apps/nest', tool: 'tsx/dist/cli.mjs', args: ['src/main.ts'] },
  { name: 'npm start', cwd: SHOP, program: 'npm', file: 'start' },
  { name: 'pnpm start', cwd: SHOP, tool: 'pnpm/bin/pnpm.cjs', args: ['start'] },
  { name: 'yarn start', cwd: SHOP, tool: 'yarn/bin/yarn.js', args: ['start'] },
  { name: 'nest start', cwd: 'apps/nest', tool: '@nestjs/cli/bin/nest.js', args: ['start'] },
  {
    name: 'nest start --watch',
    cwd: 'apps/nest',
    tool: '@nestjs/cli/bin/nest.js',
    args: ['start', '--watch', '--preserveWatchOutput'],
    stopAt: /answered 200/,
  },
  {
    name: 'node --watch app.cjs',
    cwd: SHOP,
    flags: ['--watch'],
    file: 'app.cjs',
    stopAt: /Completed/,
    on: everywhere,
  },
  {
    name: 'node --test',
    cwd: SHOP,
    flags: ['--test'],
    file: 'orders.node-test.mjs',
    startLines: 0,
    server: 'GET',
    on: everywhere,
  },
  {
    name: 'node --test in one process',
    cwd: SHOP,
    flags: ['--test', '--test-isolation=none'],
    file: 'orders.node-test.mjs',
    server: 'GET',
  },
  {
    name: "vitest's forks",
    cwd: SHOP,
    tool: 'vitest/vitest.mjs',
    args: ['run', '--pool=forks'],
    startLines: 0,
    server: 'GET',
  },
  {
    name: "vitest's threads",
    cwd: SHOP,
    tool: 'vitest/vitest.mjs',
    args: ['run', '--pool=threads'],
    startLines: 0,
    server: 'GET',
  },
];

for (const { name, on = HERE, startLines = 1, server = 'GET /orders/:id', ...command } of ROWS) {
  for (const version of on) {
    test(`${name} on Node ${version}`, async () => {
      const bare = await runTool({ ...command, node: nodes[version] }, false);
      const traced = await runTool({ ...command, node: nodes[version] }, true);
      assert.deepEqual(visible(traced), visible(bare));
      assert.equal(traced.ourLines.length, startLines, traced.stderr);
      assert.deepEqual(traced.spans, ['shop CLIENT GET', `shop SERVER ${server}`]);
    });
  }
}

/** What a person sees, without what is different in each run. */
function visible({ code, signal, stdout, stderr }: ToolRun): object {
  return { code, signal, stdout, stderr };
}
