/** What of an answer is kept. */

import type { Readable } from 'node:stream';

/** The rest is read and thrown away, so that the connection can be used again. */
const LARGEST_ANSWER = 4 * 1024 * 1024;

/** Reads the stream to its end; the returned function gives what was kept by then. */
export function collected(stream: Readable): () => Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < LARGEST_ANSWER) chunks.push(chunk.subarray(0, LARGEST_ANSWER - size));
    size += chunk.length;
  });
  return () => Buffer.concat(chunks);
}
