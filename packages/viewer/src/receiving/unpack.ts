/** Decompression of bodies that may be bombs: a few bytes that become gigabytes. */

import { promisify } from 'node:util';
import type { InFlightAccount } from './in-flight.ts';
import { ownBytes } from './own-bytes.ts';
import { RequestError, tooLarge } from './request-error.ts';
import { Turns } from './turns.ts';

/** OTLP knows gzip only; senders that were configured for a Collector may use one of the others. */
const PACKINGS = { gzip: 'gunzip', deflate: 'inflate', zstd: 'zstdDecompress' } as const;

export type Packing = keyof typeof PACKINGS;

export const isPacking = (encoding: string): encoding is Packing => Object.hasOwn(PACKINGS, encoding);

/** So many at the same time: each may take the limit's bytes before anything is known of it. */
const turns = new Turns(2);

/**
 * The unpacked body, in memory of its own.
 * @throws {RequestError} 413 beyond `maxBytes`, 400 for bytes that are not so packed, 429 where the account has no room
 */
export function unpack(
  packing: Packing,
  body: Uint8Array,
  maxBytes: number,
  account: InFlightAccount,
): Promise<Uint8Array> {
  return turns.run(async () => {
    const unpacked = await unpackNow(packing, body, maxBytes);
    account.hold(unpacked.length);
    return unpacked;
  });
}

async function unpackNow(packing: Packing, body: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  const zlib = await import('node:zlib');
  const unpacker = promisify<Uint8Array, object, Buffer>(zlib[PACKINGS[packing]]);
  try {
    return ownBytes(await unpacker(body, { maxOutputLength: maxBytes, chunkSize: chunkSizeFor(body) }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new RequestError(400, `body is not valid ${packing}: ${(error as Error).message}`);
  }
}

/** Each chunk is a trip to another thread, and each is allocated whole. Telemetry becomes some ten times as large. */
function chunkSizeFor(body: Uint8Array): number {
  return Math.min(Math.max(body.length * 10, 16 * 1024), 256 * 1024);
}
