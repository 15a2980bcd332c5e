/** `waymark run` where something is wrong with the viewer, whose place a double takes: the application has no part in it. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { registerPath, runNode, startNode } from '@waymark/testing';

const WAYMARK = join(dirname(registerPath), 'waymark.cjs');
const folder = mkdtempSync(join(tmpdir(), 'waymark-broken-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A folder where the viewer that is found has this `startViewer`, beside an application. */
function placeWith(startViewer: string, application: string): string {
  const place = mkdtempSync(join(folder, 'place-'));
  const viewer = join(place, 'node_modules/@waymark/viewer');
  mkdirSync(viewer, { recursive: true });
  writeFileSync(join(viewer, 'index.js'), `exports.startViewer = async () => { ${startViewer} };`);
  writeFileSync(join(place, 'app.cjs'), application);
  return place;
}

const running = (url: string, more = '') =>
  `return { url: ${url}, pageUrl: '', notices: [], ${more} close() { clearInterval(alive); } };`;
const ALIVE = 'const alive = setInterval(() => {}, 1000);';

test('what crashes the viewer leaves no application behind', async () => {
  const place = placeWith(
    `${ALIVE} setTimeout(() => { throw new Error('viewer broke'); }, 1500); ${running("'http://127.0.0.1:1'")}`,
    `process.once('SIGTERM', () => { console.log('told to end'); process.exit(); });
     setTimeout(() => process.exit(), 10_000);
     console.log('up');`,
  );
  await using run = startNode(WAYMARK, { args: ['run', 'app.cjs'], cwd: place });
  await run.waitForLine(/^up$/m);
  // Its output ends when the last process that has it ends.
  const { code, stdout, stderr } = await run.exited;
  assert.match(stderr, /viewer broke/);
  assert.deepEqual([code, stdout], [1, 'up\ntold to end\n']);
});

test('an application that cannot be started ends the viewer', async () => {
  const longerThanAVariable = `token: 'x'.repeat(3e6),`;
  const place = placeWith(`${ALIVE} ${running("'http://127.0.0.1:1'", longerThanAVariable)}`, '');
  const { code, stderr } = await runNode(WAYMARK, {
    args: ['run', 'app.cjs'],
    cwd: place,
    timeoutMs: 10_000,
  });
  assert.equal(code, 1);
  assert.match(stderr, /^waymark: spawn /m);
});

test('a viewer that answers no question holds up the end for seconds only', async () => {
  const place = placeWith(
    `const server = require('node:http').createServer(() => {});
     await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
     return {
       url: 'http://127.0.0.1:' + server.address().port, pageUrl: '', notices: [],
       close() { server.close(); server.closeAllConnections(); },
     };`,
    `setTimeout(() => process.exit(4), 2000);`,
  );
  const { code, durationMs } = await runNode(WAYMARK, { args: ['run', 'app.cjs'], cwd: place });
  assert.equal(code, 4);
  assert.ok(durationMs < 15_000, `${durationMs} ms`);
});

test('a signal leaves the standard input as it was, where the application waits for it', {
  skip: process.platform === 'win32' && 'Windows has no signals to pass on',
}, async () => {
  const place = placeWith(
    `${ALIVE} ${running("'http://127.0.0.1:1'")}`,
    `process.once('SIGUSR2', () => {
       console.log('reads');
       console.log('read', require('node:fs').readSync(0, Buffer.alloc(9)));
       process.exit();
     });
     setInterval(() => {}, 1000);
     process.kill(process.ppid, 'SIGUSR2');`,
  );
  // A shell's pipe, which no other Node has had its hands on.
  const command = `(sleep 4; echo ok) | '${process.execPath}' '${WAYMARK}' run app.cjs`;
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { cwd: place });
  assert.equal(stdout, 'reads\nread 3\n');
});
