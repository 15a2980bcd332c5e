/**
 * Where koa-mount has mounted the app that a request is in. It takes its path off the request's, tells the path as
 * `ctx.mountPath` right before, and puts it back when the app passes the request on.
 */

import { joinPatterns, mountPattern } from '../route-pattern.ts';
import { createStamp } from '../stamp.ts';
import type { Context } from './shapes.ts';

interface Mount {
  /** All of them, from the outermost on. */
  readonly pattern: string;
  /** What is left of the request's path inside. */
  readonly path: string;
}

const stamp = createStamp<Mount[]>();

/** Called before the path is taken off. */
export function enterMount(context: Context, prefix: unknown): void {
  if (typeof prefix !== 'string') return; // somebody else's word
  const mounts = stamp.of(context) ?? [];
  if (mounts.length === 0) stamp.put(context, mounts);
  const pattern = joined(mountedAt(context), mountPattern(prefix) ?? '');
  mounts.push({ pattern, path: context.path.slice(prefix.length) || '/' });
}

/** Empty outside of any: a request that has the path again with which it entered has left. */
export function mountedAt(context: Context): string {
  return stamp.of(context)?.findLast(({ path }) => path === context.path)?.pattern ?? '';
}

/** Either of them may be empty. */
export function joined(outer: string, inner: string): string {
  return outer === '' || inner === '' ? outer + inner : joinPatterns(outer, inner);
}
