/** Request bodies, bounded before and after decompression (OTLP specification, "Size limits"). */

import type { IncomingMessage } from 'node:http';
import type { InFlightAccount } from './in-flight.ts';
import { joinedBytes } from './own-bytes.ts';
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
  const body = await readBytes(request, maxBytes, account);
  return encoding === 'identity' ? body : unpack(encoding, body, maxBytes, account);
}

async function readBytes(
  request: IncomingMessage,
  maxBytes: number,
  account: InFlightAccount,
): Promise<Uint8Array> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const chunks: Buffer[] = [];
  let length = 0;
  const take = (chunk: Buffer) => {
    length += chunk.length;
    try {
      if (length > maxBytes) throw tooLarge(maxBytes);
      account.hold(chunk.length);
      chunks.push(chunk);
    } catch (error) {
      // What still comes is let pass, so that the sender gets to read why.
      request.off('data', take).resume();
      reject(error);
    }
  };
  // Not `for await`: leaving that loop destroys the request, and the 413 would never be sent.
  request.on('data', take).on('end', resolve).on('error', reject);
  request.on('close', () => reject(new RequestError(400, 'the request was cut short')));
  await promise;
  return joinedBytes(chunks, length);
}
