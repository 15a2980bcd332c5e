/**
 * A cache of things that take minutes to make, outside the checkout so that a clean clone finds them.
 * Plain JavaScript for Node 20: it runs before anything is installed.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** `WAYMARK_CACHE`, else `waymark` in the user's cache directory (`XDG_CACHE_HOME`, `~/.cache`). */
export function cacheRoot(env = process.env) {
  return env.WAYMARK_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'waymark');
}

/**
 * The directory `root/key`, made by `fill(directory)` when it is not there yet. `fill` works in a directory
 * beside it that is renamed into place when it is whole, so an interrupted or a second, simultaneous run
 * never leaves or sees half a result.
 */
export async function cached(key, fill, root = cacheRoot()) {
  const place = join(root, key);
  if (existsSync(place)) return place;
  await mkdir(dirname(place), { recursive: true });
  const draft = await mkdtemp(`${place}.draft-`);
  try {
    await fill(draft);
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Somebody else was first with the same content: theirs is as good.
    if (!existsSync(place)) throw error;
  }
  return place;
}
