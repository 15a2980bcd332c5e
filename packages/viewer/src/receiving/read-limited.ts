/** Reads a stream of bytes whole, within a limit and what its account has room for. */

import type { Readable } from 'node:stream';
import type { InFlightAccount } from './in-flight.ts';
import { joinedBytes } from './own-bytes.ts';
import { RequestError, tooLarge } from './request-error.ts';

export interface ReadLimit {
  /** Of what comes after `prefixBytes`. */
  maxBytes: number;
  /** Bytes in front that are allowed besides. @default 0 */
  prefixBytes?: number;
  account: InFlightAccount;
}

/**
 * @returns bytes whose memory holds nothing else
 * @throws {RequestError} 413 past the limit, 429 where the account has no room, 400 for what was cut short
 */
export async function readLimited(
  stream: Readable,
  { maxBytes, prefixBytes = 0, account }: ReadLimit,
): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const chunks: Buffer[] = [];
  let length = 0;
  const take = (chunk: Buffer) => {
    length += chunk.length;
    try {
      if (length > maxBytes + prefixBytes) throw tooLarge(maxBytes);
      account.hold(chunk.length);
      chunks.push(chunk);
    } catch (error) {
      // What still comes is let pass, so that the sender gets to read why.
      stream.off('data', take).resume();
      reject(error);
    }
  };
  // Not `for await`: leaving that loop destroys the stream, and the 413 would never be sent.
  stream.on('data', take).on('end', resolve).on('error', reject);
  stream.on('close', () => reject(new RequestError(400, 'the request was cut short')));
  await promise;
  return joinedBytes(chunks, length);
}
