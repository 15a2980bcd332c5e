/** Compression off the event loop. */

import { builtin } from './builtins.ts';

/** Resolves, to nothing, when what was asked for last is done, of whatever queue. */
let last: Promise<void> = Promise.resolve();

/**
 * The compressed body, or undefined when that fails: it is sent as it is then. Never rejects. One at a time: each takes
 * one of the few threads that the application's files need too.
 */
export function gzipped(body: Buffer): Promise<Buffer | undefined> {
  const compressed = last.then(() => compress(body));
  last = compressed.then(forget);
  return compressed;
}

function compress(body: Buffer): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    try {
      builtin('node:zlib').gzip(body, (error, compressed) => resolve(error ? undefined : compressed));
    } catch {
      resolve(undefined);
    }
  });
}

/** Takes the body that `last` would keep until the next one. */
function forget(): void {}
