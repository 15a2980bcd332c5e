/**
 * A cache of things that take minutes to make, outside the checkout so that a clean clone finds them.
 * Plain JavaScript for Node 20: it runs before anything is installed.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** `WAYMARK_CACHE`, else `waymark` in the user's cache directory (`XDG_CACHE_HOME`, `~/.cache`). */
export function cacheRoot(env = process.env) {
  return env.WAYMARK_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'waymark');
}

/**
 * The directory `root/key`, made by `fill(directory)` when it is not there yet. `fill` works in a directory
 * beside it that is renamed into place when it is whole, so an interrupted run never leaves half a result.
 * A second, simultaneous caller waits for the first one instead of doing the work again.
 */
export async function cached(key, fill, root = cacheRoot()) {
  const place = join(root, key);
  if (existsSync(place)) return place;
  await mkdir(dirname(place), { recursive: true });
  const unlock = await lock(`${place}.lock`);
  try {
    if (!existsSync(place)) await fillInto(place, fill);
  } finally {
    await unlock();
  }
  return place;
}

async function fillInto(place, fill) {
  const draft = await mkdtemp(`${place}.draft-`);
  try {
    await fill(draft);
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Two who took over the same dead owner's lock made the same content: theirs is as good.
    if (!existsSync(place)) throw error;
  }
}

/** Waits until `file` is ours: it holds its owner's process id, and counts for nothing when that is dead. */
async function lock(file) {
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (await isAbandoned(file)) await rm(file, { force: true });
    else await sleep(200);
  }
}

async function isAbandoned(file) {
  const owner = Number(await readFile(file, 'utf8').catch(() => ''));
  // Empty for the moment between its making and its writing, or gone already.
  if (!owner) return (await ageOf(file)) > 10_000;
  try {
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

async function ageOf(file) {
  return stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}
