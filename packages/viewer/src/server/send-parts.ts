/** Answers that are too large to be held whole: one part after another, as one body. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer, Question } from '../asking/answer.ts';
import { NEXT_PART } from '../asking/waymark/next-part.ts';
import type { Backend } from './backend.ts';
import { acceptsGzip } from './send.ts';

/** Whether an answer is only the first part. */
export const hasMore = ({ headers }: Answer) => headers?.[NEXT_PART] !== undefined;

/**
 * Asks for each part when the one before has been sent, and goes at the reader's pace. What fails on the way cuts the body
 * short, so that nobody takes it for whole.
 */
export async function sendParts(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  first: Answer,
  question: Question,
  ask: Backend['ask'],
): Promise<void> {
  const isPacked = acceptsGzip(request);
  const { [NEXT_PART]: _, ...shown } = headers;
  response.writeHead(first.status, {
    ...shown,
    vary: 'accept-encoding',
    ...(isPacked && { 'content-encoding': 'gzip' }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const bodies = Readable.from(bodiesOf(first, question, ask), { objectMode: false });
  const packing = isPacked ? [(await import('node:zlib')).createGzip({ level: 1 })] : [];
  await pipeline([bodies, ...packing, response]);
}

async function* bodiesOf(first: Answer, question: Question, ask: Backend['ask']): AsyncGenerator<Buffer> {
  for (let part = first; ; ) {
    if (part.body.length > 0) yield Buffer.from(part.body as Uint8Array);
    const before = part.headers?.[NEXT_PART];
    if (before === undefined) return;
    const query = new URLSearchParams(question.query);
    query.set('before', before);
    part = await ask({ ...question, query });
    if (part.status !== first.status) throw new Error('a part of the answer failed');
  }
}
