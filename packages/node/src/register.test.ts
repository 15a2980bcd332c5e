import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { isSupportedNode } from './node-support.ts';

const source = readFileSync(new URL('register.cjs', import.meta.url), 'utf8');

interface Fake {
  version: string;
  env?: object;
  send?: unknown;
  args?: string[];
  flags?: string[];
}

/** What register.cjs does in a process like this: whether it starts, and what it says. */
function register(fake: Fake): { started: boolean; said: string } {
  const outcome = { started: false, said: '' };
  const process = {
    versions: { node: fake.version },
    env: fake.env ?? {},
    send: fake.send,
    argv: ['node', ...(fake.args ?? ['/app.js'])],
    execArgv: fake.flags ?? [],
    chdir() {},
    stderr: { write: (text: string) => (outcome.said += text) },
  };
  const main = { register: () => (outcome.started = true) };
  runInNewContext(source, { process, require: () => main });
  return outcome;
}

const VERSIONS: [string, boolean][] = [
  ['10.24.1', false],
  ['20.20.2', false],
  ['22.14.0', false],
  ['22.15.0', true],
  ['22.23.3', true],
  ['23.11.0', false],
  ['24.0.0', true],
  ['26.10.0', true],
];
for (const [version, supported] of VERSIONS) {
  test(`Node ${version} is ${supported ? '' : 'not '}supported, by the flag and from code alike`, () => {
    assert.equal(isSupportedNode(version), supported);
    const { started, said } = register({ version });
    assert.equal(started, supported);
    assert.equal(said.includes(`this is Node ${version}, and Waymark needs`), !supported);
  });
}

const PROCESSES: [string, object, unknown, boolean][] = [
  ['the main process says why', {}, undefined, true],
  ['a forked child does not', {}, () => {}, false],
  ['the application under node --watch does', { WATCH_REPORT_DEPENDENCIES: '1' }, () => {}, true],
  ['the application under pm2 does', { pm_id: '0' }, () => {}, true],
  ['a file of node --test does not', { NODE_TEST_CONTEXT: 'child-v8' }, undefined, false],
];
for (const [name, env, send, says] of PROCESSES) {
  test(`disabled, ${name}`, () => {
    const { started, said } = register({
      version: '24.0.0',
      env: { ...env, OTEL_SDK_DISABLED: 'true' },
      send,
    });
    assert.deepEqual([started, said !== ''], [false, says]);
  });
}

const TOOLS: [name: string, Pick<Fake, 'args' | 'flags' | 'env'>, starts: boolean][] = [
  ['tsx, which starts the application', { args: ['/app/node_modules/.bin/tsx', 'app.ts'] }, false],
  ['tsx on Windows', { args: ['C:\\app\\node_modules\\tsx\\dist\\cli.mjs', 'app.ts'] }, false],
  ['the command nest', { args: ['/app/node_modules/.bin/nest', 'start'] }, false],
  ['nest by its file', { args: ['/app/node_modules/@nestjs/cli/bin/nest.js', 'start'] }, false],
  ['pm2, installed globally', { args: ['/usr/local/bin/pm2', 'start'] }, false],
  ["pm2's daemon", { args: ['/usr/local/lib/node_modules/pm2/lib/Daemon.js'] }, false],
  ['what pm2 runs', { args: ['/usr/local/lib/node_modules/pm2/lib/ProcessContainerFork.js'] }, true],
  ['what pm2 runs in its cluster', { args: ['/x/node_modules/pm2/lib/ProcessContainer.js'] }, true],
  ['the command waymark', { args: ['/app/node_modules/.bin/waymark', 'view'] }, false],
  ['waymark on Windows', { args: ['C:\\app\\node_modules\\@waymark\\node\\dist\\waymark.cjs'] }, false],
  ['vitest', { args: ['/app/node_modules/vitest/vitest.mjs', 'run'] }, false],
  ["vitest's workers", { args: ['/app/node_modules/vitest/dist/workers/forks.js'] }, true],
  ['ts-node, which is the application', { args: ['/app/node_modules/.bin/ts-node', 'app.ts'] }, true],
  ['an application in a folder called nest', { args: ['/srv/nest'] }, true],
  ['an application called webpack.js', { args: ['/srv/bin/webpack.js'] }, true],
  ['next build', { args: ['/app/node_modules/.bin/next', 'build'] }, false],
  ["next build's workers", { env: { NEXT_PHASE: 'phase-production-build' } }, false],
  ['next dev, which starts the server', { args: ['/app/node_modules/next/dist/bin/next'] }, false],
  ['next start', { args: ['/app/node_modules/.bin/next', 'start'] }, true],
  ['node --test, which starts the files', { args: ['a.test.js'], flags: ['--test'] }, false],
  ['node --test in one process', { flags: ['--test', '--test-isolation=none'] }, true],
  [
    'node --test in one process, in Node 22',
    { flags: ['--test', '--experimental-test-isolation', 'none'] },
    true,
  ],
  ['a file of node --test', { flags: ['--test-isolation=process'] }, true],
];
for (const [name, fake, starts] of TOOLS) {
  test(`${name}: ${starts ? 'traced' : 'left alone, silently'}`, () => {
    const outcome = register({ version: '24.0.0', ...fake });
    assert.deepEqual(outcome, { started: starts, said: '' });
  });
}
