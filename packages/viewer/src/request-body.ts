/** Request bodies, bounded before and after decompression (OTLP specification, "Size limits"). */

import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** A request that cannot be served; `status` is what to answer. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const unzip = promisify(gunzip);

/**
 * Reads and unpacks a body.
 * @throws {RequestError} 413 past `maxBytes` on the wire or unpacked, 415 for an encoding other than gzip, 400 for broken gzip
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') {
    throw new RequestError(415, `content-encoding "${encoding}" is not supported; send gzip or none`);
  }
  const body = await readBytes(request, maxBytes);
  return encoding === 'gzip' ? unpack(body, maxBytes) : body;
}

async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let length = 0;
  // Not `for await`: leaving that loop destroys the request, and the 413 would never be sent.
  await new Promise<void>((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else reject(tooLarge(maxBytes));
    });
    request.on('end', resolve);
    request.on('error', reject);
    request.on('close', () => reject(new RequestError(400, 'the request was cut short')));
  });
  return Buffer.concat(chunks, length);
}

async function unpack(body: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await unzip(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new RequestError(400, `body is not valid gzip: ${(error as Error).message}`);
  }
}

const tooLarge = (maxBytes: number) =>
  new RequestError(413, `body is larger than ${maxBytes} bytes; send smaller batches`);
