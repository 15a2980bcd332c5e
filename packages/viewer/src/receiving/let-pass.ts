import type { Readable } from 'node:stream';

/** So much of a refused body is read and forgotten: a sender that is cut off while it sends never reads why. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Lets the rest of a refused request pass, within limits: its time is limited by the server. */
export function letPass(request: Readable): void {
  if (request.readableEnded || request.destroyed) return;
  let left = MOST_BYTES;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
}
