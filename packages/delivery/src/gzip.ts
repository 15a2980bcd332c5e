/** Compression off the event loop. */

import { builtin } from './builtins.ts';

/** The compressed body, or undefined when that fails: it is sent as it is then. Never rejects. */
export function gzipped(body: Buffer): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    builtin('node:zlib').gzip(body, (error, compressed) => resolve(error ? undefined : compressed));
  });
}
