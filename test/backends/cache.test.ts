import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cached, cacheRoot } from './cache.mjs';

test('the cache is where WAYMARK_CACHE, XDG_CACHE_HOME or the home directory say, in this order', () => {
  const xdg = { XDG_CACHE_HOME: '/var/x' };
  assert.equal(cacheRoot({ ...xdg, WAYMARK_CACHE: '/var/w' }), '/var/w');
  assert.equal(cacheRoot(xdg), '/var/x/waymark');
  assert.match(cacheRoot({}), /\/\.cache\/waymark$/);
});

test('two at once get one whole result, a later one does no work', async (t) => {
  const root = await temporary(t);
  const both = Promise.withResolvers<void>();
  let filling = 0;
  const fill = async (draft: string) => {
    if (++filling === 2) both.resolve();
    await both.promise;
    await writeFile(join(draft, 'file'), 'whole');
  };
  const [one, two] = await Promise.all([cached('thing-1', fill, root), cached('thing-1', fill, root)]);
  const three = await cached('thing-1', fill, root);
  assert.deepEqual([one, two, three], Array(3).fill(join(root, 'thing-1')));
  assert.equal(await readFile(join(one, 'file'), 'utf8'), 'whole');
  assert.equal(filling, 2);
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
