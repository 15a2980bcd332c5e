import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startNode } from '@waymark/testing';

const MODULE = fileURLToPath(new URL('../../scripts/server-process.mjs', import.meta.url));
/** A server that ignores SIGTERM and has a child of its own; both say who they are. */
const SERVER = `
  process.on('SIGTERM', () => {});
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  console.log('pids', process.pid, child.pid);
  setInterval(() => {}, 1000);`;

/** Starts SERVER, reports its pids, and goes in the way that `end` says. */
const owner = (end: string) => `
  import { startServerProcess } from ${JSON.stringify(MODULE)};
  const server = startServerProcess('server', { command: process.execPath, args: ['-e', ${JSON.stringify(SERVER)}] });
  const [line] = await server.waitForLine(/pids \\d+ \\d+/);
  console.log(line);
  ${end}`;

const ENDS: [name: string, code: string, signal?: NodeJS.Signals][] = [
  ['calls process.exit', 'process.exit(0)'],
  ['throws', 'throw new Error("trouble")'],
  ['gets SIGTERM', '', 'SIGTERM'],
  ['gets SIGINT', '', 'SIGINT'],
];

const onLinux =
  process.platform === 'linux' ? false : 'only Linux tells a process that its parent was killed';
test('a server ends when the process that started it is killed', { skip: onLinux }, async () => {
  const starter = startNode('--input-type=module', { args: ['-e', owner('')] });
  const [, server, child] = await starter.waitForLine(/pids (\d+) (\d+)/);
  await starter.kill('SIGKILL');
  await gone(Number(server));
  // What it started by itself is its own business: here nobody is left to end it.
  process.kill(Number(child), 'SIGKILL');
});

for (const [name, code, signal] of ENDS) {
  test(`a server and its children end when the process that started it ${name}`, async () => {
    const starter = startNode('--input-type=module', { args: ['-e', owner(code)] });
    const [, server, child] = await starter.waitForLine(/pids (\d+) (\d+)/);
    if (signal) assert.equal((await starter.kill(signal)).signal, signal);
    await starter.exited;
    await gone(Number(server));
    await gone(Number(child));
  });
}

test('a server that ends before it is ready is an error with its output', async () => {
  const { startServerProcess } = await import('../../scripts/server-process.mjs');
  const server = startServerProcess('till', {
    command: process.execPath,
    args: ['-e', 'console.error("no drawer"); process.exit(3)'],
  });
  await assert.rejects(server.waitForLine(/ready/), /till ended before it was ready: exit code 3\nno drawer/);
});

test('a command that does not exist is an error with its name', async () => {
  const { startServerProcess } = await import('../../scripts/server-process.mjs');
  const server = startServerProcess('till', { command: '/nonexistent/till' });
  await assert.rejects(server.waitForLine(/ready/), /till ended before it was ready: .*\/nonexistent\/till/s);
  assert.ok(await server.stop());
});

/** Killing is not instant; a process that is a zombie for a moment still has its id. */
async function gone(pid: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(20);
  }
  process.kill(pid, 'SIGKILL');
  assert.fail(`process ${pid} still runs`);
}
