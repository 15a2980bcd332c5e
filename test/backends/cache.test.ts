import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runNode } from '@waymark/testing';
import { cached, cacheRoot } from './cache.mjs';

test('the cache is where WAYMARK_CACHE, XDG_CACHE_HOME or the home directory say, in this order', () => {
  const xdg = { XDG_CACHE_HOME: '/var/x' };
  assert.equal(cacheRoot({ ...xdg, WAYMARK_CACHE: '/var/w' }), '/var/w');
  assert.equal(cacheRoot(xdg), '/var/x/waymark');
  assert.match(cacheRoot({}), /\/\.cache\/waymark$/);
});

test('of two at once one does the work, and both get one whole result', async (t) => {
  const root = await temporary(t);
  let filling = 0;
  const fill = async (draft: string) => {
    filling++;
    await sleep(50);
    await writeFile(join(draft, 'file'), 'whole');
  };
  const [one, two] = await Promise.all([cached('thing-1', fill, root), cached('thing-1', fill, root)]);
  const three = await cached('thing-1', fill, root);
  assert.deepEqual([one, two, three], Array(3).fill(join(root, 'thing-1')));
  assert.equal(await readFile(join(one, 'file'), 'utf8'), 'whole');
  assert.equal(filling, 1);
  assert.deepEqual(await readdir(root), ['thing-1']);
});

test('who died at work holds up nobody', async (t) => {
  const root = await temporary(t);
  const { pid } = await runNode('-p', { args: ['0'] });
  await writeFile(join(root, 'thing-1.lock'), String(pid));
  await cached('thing-1', (draft) => writeFile(join(draft, 'file'), 'whole'), root);
  assert.deepEqual(await readdir(root), ['thing-1']);
});

test('a failure leaves nothing behind', async (t) => {
  const root = await temporary(t);
  const failing = async (draft: string) => {
    await writeFile(join(draft, 'file'), 'half');
    throw new Error('compiler trouble');
  };
  await assert.rejects(cached('thing-1', failing, root), /compiler trouble/);
  assert.ok(existsSync(root));
  assert.deepEqual(await readdir(root), []);
});

async function temporary(t: { after(fn: () => Promise<void>): void }): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'waymark-cache-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
