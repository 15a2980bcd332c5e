/** `POST /api/waymark/import`: lines of any number, handed to the store's thread some megabytes at a time. */

import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Answer, Question } from '../asking/answer.ts';
import type { ImportedJson } from '../asking/waymark/shapes.ts';
import type { InFlightAccount } from '../receiving/in-flight.ts';
import { ownBytes } from '../receiving/own-bytes.ts';
import { RequestError, tooLarge } from '../receiving/request-error.ts';
import type { Backend } from './backend.ts';

export const IMPORT_PATH = '/api/waymark/import';

const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * Gives the sum of what was taken, or the first answer that is none: then the pieces before it are in.
 * @throws {RequestError} 413 for a line of more than `maxBytes`, 415 for an encoding that is not known, 400 for a broken one
 */
export async function importParts(
  request: IncomingMessage,
  question: Question,
  ask: Backend['ask'],
  maxBytes: number,
  account: InFlightAccount,
): Promise<Answer> {
  const sum: ImportedJson = { spans: 0, logs: 0, rejected: 0 };
  let line = 1;
  for await (const body of piecesOf(await unpacked(request), maxBytes, account)) {
    const lines = newlinesIn(body);
    const query = new URLSearchParams({ line: String(line) });
    const answer = await ask({ ...question, query, body });
    if (answer.status !== 200) return answer;
    add(sum, answer);
    line += lines;
  }
  return { status: 200, type: 'application/json', body: JSON.stringify(sum) };
}

async function unpacked(request: IncomingMessage): Promise<Readable> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
  if (encoding === 'identity') return request;
  if (encoding !== 'gzip')
    throw new RequestError(415, `content-encoding "${encoding}" is not supported; send gzip or none`);
  const { createGunzip } = await import('node:zlib');
  const gunzip = createGunzip();
  request.on('error', (error) => gunzip.destroy(error));
  return request.pipe(gunzip);
}

/** Cut where a line begins with an object, so that one over several lines stays whole. */
async function* piecesOf(
  stream: Readable,
  maxBytes: number,
  account: InFlightAccount,
): AsyncGenerator<Uint8Array> {
  let held: Buffer[] = [];
  let length = 0;
  let enough = PIECE_BYTES;
  // Whoever leaves this loop still wants to answer.
  for await (const chunk of chunksOf(stream)) {
    account.hold(chunk.length);
    held.push(chunk);
    length += chunk.length;
    if (length < enough) continue;
    const joined = Buffer.concat(held);
    const end = joined.lastIndexOf('\n{') + 1;
    if (end > 0) yield ownBytes(joined.subarray(0, end));
    else if (length > maxBytes) throw tooLarge(maxBytes);
    held = [joined.subarray(end)];
    length -= end;
    enough = length + PIECE_BYTES;
    account.release();
    account.hold(length);
  }
  if (length > maxBytes) throw tooLarge(maxBytes);
  if (length > 0) yield ownBytes(Buffer.concat(held));
}

async function* chunksOf(stream: Readable): AsyncGenerator<Buffer> {
  try {
    yield* stream.iterator({ destroyOnReturn: false });
  } catch (error) {
    throw new RequestError(400, `the body cannot be read: ${(error as Error).message}`);
  }
}

function newlinesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

function add(sum: ImportedJson, { body }: Answer): void {
  const part = JSON.parse(Buffer.from(body as Uint8Array).toString()) as ImportedJson;
  sum.spans += part.spans;
  sum.logs += part.logs;
  sum.rejected += part.rejected;
}
