/** Reads a file that somebody named. */

import { builtin } from './builtins.ts';
import { failure } from './failure.ts';

/** Far more than the certificates of all authorities that there are. */
const LARGEST = 4 * 1024 * 1024;

/**
 * Blocks for no longer than a disk takes: what is no file (a pipe, a device) would be waited for.
 *
 * @throws Error with the system's code; `ERR_TLS_FILE` for what is no file, or larger than 4 MiB
 */
export function pemText(path: string): string {
  const { readFileSync, statSync } = builtin('node:fs');
  const stat = statSync(path);
  const isOne = stat.isFile() && stat.size <= LARGEST;
  if (!isOne && !stat.isDirectory()) throw failure('ERR_TLS_FILE');
  return readFileSync(path, 'utf8');
}
