/** Request bodies, bounded before and after decompression (OTLP specification, "Size limits"). */

import type { IncomingMessage } from 'node:http';
import type { InFlightAccount } from './in-flight.ts';
import { readLimited } from './read-limited.ts';
import { RequestError, tooLarge } from './request-error.ts';
import { isPacking, unpack } from './unpack.ts';

/**
 * Reads and unpacks a body. Its memory holds nothing else.
 * @throws {RequestError} 413 past `maxBytes` on the wire or unpacked, 415 for an encoding that is not known, 400 for a
 *   broken one, 429 where the account has no room
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  account: InFlightAccount,
): Promise<Uint8Array> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
  if (encoding !== 'identity' && !isPacking(encoding))
    throw new RequestError(415, `content-encoding "${encoding}" is not supported; send gzip or none`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const body = await readLimited(request, { maxBytes, account });
  return encoding === 'identity' ? body : unpack(encoding, body, maxBytes, account);
}
