/** The one message of a unary call: a flag, four bytes of length, the bytes (gRPC over HTTP/2: "Length-Prefixed-Message"). */

import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { InFlightAccount } from './in-flight.ts';
import { readLimited } from './read-limited.ts';
import { RequestError } from './request-error.ts';
import { isPacking, unpack } from './unpack.ts';

const PREFIX_BYTES = 5;

/**
 * Reads and unpacks the message of a call. Its memory holds nothing else.
 * @throws {RequestError} 413 past `maxBytes` on the wire or unpacked, 415 for a compression that is not known, 400 for
 *   what is no such message, 429 where the account has no room
 */
export async function readGrpcMessage(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  maxBytes: number,
  account: InFlightAccount,
): Promise<Uint8Array> {
  const frame = await readLimited(stream, { maxBytes, prefixBytes: PREFIX_BYTES, account });
  const view = new DataView(frame.buffer);
  if (frame.length < PREFIX_BYTES || view.getUint32(1) !== frame.length - PREFIX_BYTES)
    throw new RequestError(400, 'the call holds not exactly one message');
  const message = frame.slice(PREFIX_BYTES);
  if (frame[0] === 0) return message;
  const encoding = String(headers['grpc-encoding'] ?? 'identity');
  if (frame[0] !== 1 || !isPacking(encoding))
    throw new RequestError(415, `grpc-encoding "${encoding}" is not supported; send gzip or none`);
  return unpack(encoding, message, maxBytes, account);
}
