/** Compression off the event loop. */

import { builtin } from './builtins.ts';

/** What was asked for last, of whatever queue. */
let last: Promise<unknown> = Promise.resolve();

/**
 * The compressed body, or undefined when that fails: it is sent as it is then. Never rejects. One at a time: each takes
 * one of the few threads that the application's files need too.
 */
export function gzipped(body: Buffer): Promise<Buffer | undefined> {
  const compressed = last.then(() => compress(body));
  last = compressed;
  return compressed;
}

function compress(body: Buffer): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    builtin('node:zlib').gzip(body, (error, compressed) => resolve(error ? undefined : compressed));
  });
}
