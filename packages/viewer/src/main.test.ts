import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runNode, startNode } from '@waymark/testing';
import { attributes, span, traces } from './store/oracle/samples.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const flags = ['--disable-warning=ExperimentalWarning'];
const folder = mkdtempSync(join(tmpdir(), 'waymark-viewer-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const body = JSON.stringify(
  traces({ shop: [span(1, 1, { attributes: attributes({ 'http.request.id': 'r-42' }) })] }),
);

test('receives into a file, and prints a trace from it, also while it receives', async () => {
  const db = join(folder, 'traces.db');
  const show = (id: string) => runNode(MAIN, { flags, args: ['show', id, '--db', db] });
  await using running = startNode(MAIN, { flags, args: ['--port', '0', '--db', db] });
  const [url] = await running.waitForLine(/http:\S+\d/);
  const headers = { 'content-type': 'application/json' };
  assert.equal((await fetch(`${url}/v1/traces`, { method: 'POST', body, headers })).status, 200);
  for (const end of [false, true]) {
    if (end) assert.equal((await running.kill('SIGTERM')).code, 0);
    const { stdout, stderr } = await show('r-42');
    assert.match(stdout, /^trace 0+1 · request id r-42\n/);
    assert.equal(stderr, '');
  }
  const missing = await show('r-43');
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /nothing in ".*traces.db" has .* "r-43"/);
});

test('says what it cannot open or understand', async () => {
  const other = join(folder, 'other.db');
  writeFileSync(other, 'no database, but text that is long enough to be one'.repeat(100));
  const rows: [args: string[], message: RegExp][] = [
    [['show', 'r', '--db', join(folder, 'nothing.db')], /there is no file ".*nothing.db"/],
    [['show', 'r', '--db', other], /other\.db/],
    [['--port', '0', '--db', other], /cannot open ".*other\.db": file is not a database/],
    [['--port', '0', '--db', join(folder, 'no/such/folder.db')], /cannot open ".*folder\.db"/],
    [['--port', 'x'], /--port "x" is not a port number/],
    [['look'], /"look" is not understood/],
  ];
  for (const [args, message] of rows) {
    const { code, stderr } = await runNode(MAIN, { flags, args });
    assert.deepEqual([code, stderr.startsWith('waymark viewer: ')], [1, true], stderr);
    assert.match(stderr, message);
  }
});
