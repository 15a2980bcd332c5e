/** Reads a file that somebody named. */

import { builtin } from './builtins.ts';
import { failure } from './failure.ts';

/** Far more than the certificates of all authorities that there are. */
const LARGEST = 4 * 1024 * 1024;

/**
 * Blocks for no longer than a disk takes: what is no file (a pipe, a device) would be waited for.
 *
 * @throws Error with the system's code; `EFTYPE` for what is no file, `EFBIG` for more than 4 MiB
 */
export function pemText(path: string): string {
  const { readFileSync, statSync } = builtin('node:fs');
  const stat = statSync(path);
  if (stat.size > LARGEST) throw failure('EFBIG');
  // The system's own word for what is no file, where it has one. A folder is told by reading it.
  if (!stat.isFile() && !stat.isDirectory()) throw failure('EFTYPE');
  return readFileSync(path, 'utf8');
}
