/** Compression off the event loop. */

import type { Batch } from './backlog.ts';
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

/** What was added to the queue as this batch. Blocks for as long as its inflation takes: for the rare answer that makes one look. */
export function plainBody({ body, encoding }: Pick<Batch, 'body' | 'encoding'>): Buffer {
  return encoding === undefined ? body : builtin('node:zlib').gunzipSync(body);
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
