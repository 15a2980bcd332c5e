import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fixtures } from './fixtures.ts';
import { runNode, startNode } from './node-process.ts';
import { installedNodes, nodes } from './node-versions.ts';

// Loops over the Nodes that are there would pass over one that npm left out without a word.
const hasBuilds = process.platform === 'linux' && process.arch === 'x64';
test('every Node is here', { skip: !hasBuilds && 'the builds are for linux-x64' }, () => {
  assert.deepEqual(installedNodes().sort(), Object.keys(nodes).sort());
});

const folder = mkdtempSync(join(tmpdir(), 'waymark-testing-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const program = (source: string) => {
  const file = join(folder, `program-${++files}.cjs`);
  writeFileSync(file, source);
  return file;
};

test('reports exit code, output and nothing else of the environment', async () => {
  process.env['LEAK'] = 'yes';
  const file = program(
    'console.log(Object.keys(process.env).sort().join(), process.argv[2]); console.error("e"); process.exit(3)',
  );
  const result = await runNode(file, { args: ['first'], env: { GIVEN: '1' } });
  assert.deepEqual(
    { ...result, pid: 0, durationMs: 0 },
    {
      pid: 0,
      code: 3,
      signal: null,
      stdout: 'GIVEN,HOME,PATH first\n',
      stderr: 'e\n',
      durationMs: 0,
      timedOut: false,
    },
  );
});

test('loads a register file by --require and by --import', async () => {
  const registerPath = program('console.log("registered")');
  const file = program('console.log("app")');
  for (const register of ['require', 'import'] as const) {
    assert.equal((await runNode(file, { register, registerPath })).stdout, 'registered\napp\n');
  }
  assert.equal((await runNode(file, { register: false, registerPath })).stdout, 'app\n');
});

test('reports the signal that ended a child', async () => {
  const child = startNode(program('console.log("up"); setInterval(() => {}, 1000)'));
  await child.waitForLine(/up/);
  const { code, signal } = await child.kill('SIGTERM');
  assert.deepEqual({ code, signal }, { code: null, signal: 'SIGTERM' });
});

test('writes the given input and closes it', async () => {
  const file = program('process.stdin.on("data", (d) => process.stdout.write("got " + d))');
  assert.equal((await runNode(file, { input: 'hello' })).stdout, 'got hello');
});

test('a program that runs too long is killed, and its output is in the error', async () => {
  const file = program('console.log("so far"); setInterval(() => {}, 1000)');
  await assert.rejects(runNode(file, { timeoutMs: 300 }), /still ran after 300 ms.*so far/s);
});

test('a child that ends before the line appears says so at once', async () => {
  const child = startNode(program('console.error("no port"); process.exitCode = 1'));
  await assert.rejects(child.waitForLine(/listening/), /ended before \/listening\/ appeared.*no port/s);
});

test('disposing kills what the child forked too', async () => {
  const child = startNode(
    program(`if (process.argv[2]) setInterval(() => {}, 1000);
      else { const c = require('node:child_process').fork(__filename, ['x']); console.log('forked ' + c.pid); }`),
  );
  const pid = Number((await child.waitForLine(/forked (\d+)/))[1]);
  await child[Symbol.asyncDispose]();
  await untilGone(pid);
});

test('children are gone when a test process ends without ending them', async () => {
  const idle = program('setInterval(() => {}, 1000); console.log("idle")');
  const starter = join(folder, 'starter.mts');
  const runner = JSON.stringify(new URL('./node-process.ts', import.meta.url));
  writeFileSync(
    starter,
    `import { startNode } from ${runner};
     const child = startNode(${JSON.stringify(idle)});
     await child.waitForLine(/idle/);
     console.log('pid ' + child.pid);`,
  );
  const { code, stdout } = await runNode(starter, { timeoutMs: 10_000 });
  assert.equal(code, 0);
  await untilGone(Number(/pid (\d+)/.exec(stdout)?.[1]));
});

for (const version of installedNodes()) {
  test(`runs the fixture of both module systems on Node ${version}`, async () => {
    const answers = [];
    for (const file of [fixtures.cjs, fixtures.esm]) {
      await using child = startNode(file, { node: nodes[version] });
      const port = (await child.waitForLine(/listening on (\d+)/))[1];
      const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
      answers.push([await get('/orders/7'), await get('/fail/7'), await get('/plain'), await get('/quit')]);
      assert.equal((await child.exited).code, 0);
      assert.match(child.stdout, /"msg":"order asked for".*"stock is low".*order answered/s);
      assert.equal(child.stderr, '');
    }
    assert.deepEqual(answers[0], [
      '{"id":"7","inStock":true,"priced":true}',
      '{"error":"out of stock"}',
      'plain\n',
      'bye\n',
    ]);
    assert.deepEqual(answers[1], answers[0]);
  });
}

/** A killed process stays visible until it is reaped by whoever adopted it; a zombie counts as gone. */
async function untilGone(pid: number): Promise<void> {
  assert.ok(pid > 0);
  for (let tries = 0; tries < 100; tries++) {
    const { stdout } = await runNode(
      program(`try { const s = require('node:fs').readFileSync('/proc/${pid}/stat', 'utf8');
        console.log(s.split(') ')[1][0]) } catch { console.log('gone') }`),
    );
    if (stdout === 'gone\n' || stdout === 'Z\n') return;
  }
  assert.fail(`process ${pid} is still there`);
}
