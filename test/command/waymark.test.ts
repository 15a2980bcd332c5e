/** The command `waymark`, as a person or a script calls it. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { installedNodes, nodes, registerPath, runNode, startNode } from '@waymark/testing';

const dist = dirname(registerPath);
const WAYMARK = join(dist, 'waymark.cjs');
const node10 = fileURLToPath(new URL('../nodes/node_modules/node-10/bin/node', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'waymark-command-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const waymark = (...args: string[]) => runNode(WAYMARK, { args, cwd: folder });
const start = (...args: string[]) => startNode(WAYMARK, { args, cwd: folder });

/** A server with a request that succeeds and one that fails; it says its port. */
const SERVER = file(
  'server.cjs',
  `const { createServer } = require('node:http');
   const server = createServer((request, response) => {
     response.statusCode = request.url === '/bad' ? 500 : 200;
     response.end();
   });
   server.listen(0, '127.0.0.1', () => console.log('port', server.address().port));
   process.once('SIGTERM', () => {
     server.close();
     server.closeAllConnections();
     process.exitCode = 3;
   });
   process.on('SIGINT', () => console.log('interrupted'));`,
);

/** Makes one span. */
const CLIENT = file('client.cjs', `require('node:http').get('http://127.0.0.1:1').on('error', () => {});`);

test('without a command, and with --help, it says how it is used', async () => {
  for (const args of [[], ['--help'], ['view', '--help'], ['run', '--help']]) {
    const { code, stdout, stderr } = await waymark(...args);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Usage: waymark view/);
  }
});

test('tells its version', async () => {
  assert.match((await waymark('--version')).stdout, /^\d+\.\d+\.\d+\n$/);
});

const mistakes: [args: string[], says: RegExp][] = [
  [['look'], /^waymark: "look" is no command; there are view and run/],
  [['view', 'trace.db'], /^waymark: "trace.db" is not understood after view/],
  [['view', '--port', 'x'], /^waymark: --port "x" is no port/],
  [['run'], /^waymark: run needs an application/],
];
for (const [args, says] of mistakes) {
  test(`waymark ${args.join(' ')} is a mistake, which it names`, async () => {
    const { code, stdout, stderr } = await waymark(...args);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, says);
  });
}

test('without the viewer it says what to install', async () => {
  for (const name of ['waymark.cjs', 'command.cjs']) copyFileSync(join(dist, name), join(folder, name));
  const { code, stderr } = await runNode(join(folder, 'waymark.cjs'), { args: ['view'], cwd: folder });
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^waymark: the viewer .* not installed here: npm install --save-dev @waymark\/viewer\n$/,
  );
});

test('on a Node that is too old it says so', {
  skip: !existsSync(node10) && 'no Node 10 for this platform',
}, async () => {
  const { code, stderr } = await runNode(WAYMARK, { node: node10, args: ['view'] });
  assert.deepEqual([code, /^waymark: this is Node 10\..* needs 22\.15/.test(stderr)], [1, true], stderr);
});

test('view answers until a signal, and has in its file what it was sent before', async () => {
  const db = join(folder, 'kept.db');
  let services: string[] = [];
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    await using viewer = start('view', '--port', '0', '--db', db);
    const [, url, page] = await viewer.waitForLine(
      /^waymark: receives traces and logs at (http:\/\/127\.0\.0\.1:\d+), by gRPC at http:\/\/\S+; look at (\S+)$/m,
    );
    assert.equal(page, `${url}/`);
    const known = await fetch(`${url}/api/waymark/services`);
    assert.deepEqual(await known.json(), { names: services });
    services = [...services, `service-${services.length}`];
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url!, OTEL_SERVICE_NAME: services.at(-1)! };
    await runNode(CLIENT, { register: 'require', env });
    assert.equal((await viewer.kill(signal)).code, 0);
  }
});

test('view takes the next port where 4318 is taken, and says what to set', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.once('error', resolve).listen(4318, '127.0.0.1', resolve));
  try {
    await using viewer = start('view');
    const [, url] = await viewer.waitForLine(/send here with OTEL_EXPORTER_OTLP_ENDPOINT=(\S+)/);
    assert.match(viewer.stdout, /^waymark: port 4318 is taken, /m);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  } finally {
    taken.close();
  }
});

test('view for others than this machine wants a token, and says what to send with', async () => {
  const token = file('token.txt', 's3cret-of-the-team\n');
  await using viewer = start('view', '--port', '0', '--host', '0.0.0.0', '--token-file', token);
  const [, url, headers] = await viewer.waitForLine(
    /send here with OTEL_EXPORTER_OTLP_ENDPOINT=(\S+) OTEL_EXPORTER_OTLP_HEADERS=(\S+)/,
  );
  await viewer.waitForLine(/other machines have this one's name in place of 127\.0\.0\.1/);
  assert.equal((await fetch(`${url}/api/waymark/status`)).status, 401);
  const authorization = decodeURIComponent(headers!.replace('authorization=', ''));
  assert.equal(authorization, 'Bearer s3cret-of-the-team');
  assert.equal((await fetch(`${url}/api/waymark/status`, { headers: { authorization } })).status, 200);
  const sent = await runNode(CLIENT, {
    register: 'require',
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: url!,
      OTEL_EXPORTER_OTLP_HEADERS: headers!,
      OTEL_SERVICE_NAME: 'app',
    },
  });
  assert.doesNotMatch(sent.stderr, /cannot|refuse|401/);
  const services = await fetch(`${url}/api/waymark/services`, { headers: { authorization } });
  assert.deepEqual(await services.json(), { names: ['app'] });
});

test('run shows the token of its viewer to the application', async () => {
  const token = file('token.txt', 's3cret-of-the-team\n');
  await using app = start('run', '--port', '0', '--token-file', token, SERVER);
  const [, port] = await app.waitForLine(/^port (\d+)/m);
  await fetch(`http://127.0.0.1:${port}/bad`);
  await app.waitForLine(/ failed: /);
});

test('view does not take another port than it was told', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = taken.address() as { port: number };
    const { code, stderr } = await waymark('view', '--port', String(port));
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^waymark: port ${port} `));
  } finally {
    taken.close();
  }
});

test("run passes arguments and Node's options on, and ends as the application does", async () => {
  const app = file('seven.cjs', `console.log(process.argv.slice(2), process.title); process.exitCode = 7;`);
  const { code, stdout, stderr } = await waymark('run', '--port', '0', '--title=app', app, '--port', 'x');
  assert.deepEqual([code, stdout], [7, "[ '--port', 'x' ] app\n"]);
  assert.match(stderr, /^waymark: the viewer is at (http:\S+)\/\nwaymark: \S+ traces .*; look at \1\n$/);
});

test('run prints a link to the trace that fails, and to no other, and the link leads there', async () => {
  await using app = start('run', '--port', '0', SERVER);
  const [, port] = await app.waitForLine(/^port (\d+)/m);
  for (const path of ['/good', '/bad']) await fetch(`http://127.0.0.1:${port}${path}`);
  const [, link] = await app.waitForLine(/^waymark: GET of .* failed: (\S+)$/m);
  assert.match(await (await fetch(link!)).text(), /./);
  await sleep(1000);
  assert.equal(app.stderr.match(/ failed: /g)?.length, 1, app.stderr);
  assert.equal((await app.kill()).code, 3);
});

/** A request fails, and the process ends. */
const LAST = file(
  'last.cjs',
  `const { createServer } = require('node:http');
   const server = createServer((_, response) => response.writeHead(503).end());
   server.listen(0, '127.0.0.1', async () => {
     await fetch('http://127.0.0.1:' + server.address().port);
     process.exit(0);
   });`,
);

test('run tells of what fails in the last moment, and of nothing that failed on other days', async () => {
  const db = join(folder, 'failures.db');
  for (let day = 1; day <= 2; day++) {
    const { code, stderr } = await waymark('run', '--port', '0', '--db', db, LAST);
    assert.equal(code, 0);
    assert.equal(stderr.match(/ failed: http/g)?.length, 1, stderr);
  }
});

/** The process ends in the middle of a request. */
const CRASH = file(
  'crash.cjs',
  `const { createServer } = require('node:http');
   const server = createServer(() => { throw new Error('out of \\x1b[1mstock\\nfor good'); });
   server.listen(0, '127.0.0.1', () => fetch('http://127.0.0.1:' + server.address().port));`,
);

test('run prints a link to the request in which the application ended', async () => {
  const { code, stderr } = await waymark('run', '--port', '0', CRASH);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^waymark: uncaught exception: out of {2}\[1mstock, in \S+: http:\S+\/traces\/[0-9a-f]{32}$/m,
  );
});

test('run passes signals on, and leaves it to the application what they do', async () => {
  await using app = start('run', '--port', '0', SERVER);
  await app.waitForLine(/^port/m);
  app.child.kill('SIGINT');
  await app.waitForLine(/interrupted/);
  const { code, signal } = await app.kill('SIGTERM');
  assert.deepEqual([code, signal], [3, null]);
});

test('run ends by the signal that ended the application', async () => {
  const app = file('killed.cjs', `process.kill(process.pid, 'SIGKILL'); setTimeout(() => {}, 1000);`);
  const { code, signal } = await waymark('run', '--port', '0', app);
  assert.deepEqual([code, signal], [null, 'SIGKILL']);
});

const noScript =
  process.platform !== 'linux' && "makes a terminal with util-linux's script, which only Linux has";
test('on a terminal the viewer of run stays when a program has ended, until Ctrl-C, and then ends as it did', {
  skip: noScript,
}, async (t) => {
  const app = file('short.cjs', `process.exitCode = 7;`);
  const command = `exec '${process.execPath}' '${WAYMARK}' run --port 0 '${app}'`;
  const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => terminal.kill('SIGKILL'));
  let shown = '';
  let isOver = false;
  for await (const text of terminal.stdout.setEncoding('utf8')) {
    shown += text;
    const [, url] = /with exit code 7; the viewer stays at (http:\S+) until Ctrl-C/.exec(shown) ?? [];
    if (url === undefined || isOver) continue;
    isOver = true;
    assert.equal((await fetch(`${url}healthz`)).status, 200);
    terminal.stdin.write('\x03');
  }
  const code = terminal.exitCode ?? (await once(terminal, 'exit'))[0];
  assert.equal(code, 7, shown);
});

test('run ends as Node does where there is no such application', async () => {
  const { code, stderr } = await waymark('run', '--port', '0', 'absent.js');
  assert.equal(code, 1);
  assert.match(stderr, /Cannot find module/);
});

for (const version of installedNodes()) {
  test(`works on Node ${version}`, async () => {
    const app = file('ran.mjs', `console.log('ran')`);
    const { code, stdout } = await runNode(WAYMARK, {
      node: nodes[version],
      args: ['run', '--port', '0', app],
      cwd: folder,
    });
    assert.deepEqual([code, stdout], [0, 'ran\n']);
  });
}
