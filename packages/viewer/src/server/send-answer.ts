/** Questions below `/api/`, most of them GET, some with a body. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, Question } from '../asking/answer.ts';
import { mediaType, type ReceiverOptions } from '../receiving/otlp-http.ts';
import { readBody } from '../receiving/request-body.ts';
import { RequestError } from '../receiving/request-error.ts';
import type { Backend } from './backend.ts';
import { IMPORT_PATH, importParts } from './import-parts.ts';
import { SAFE_HEADERS } from './safe-headers.ts';
import { send } from './send.ts';
import { hasMore, sendParts } from './send-parts.ts';

export interface QuestionOptions extends ReceiverOptions {
  ask: Backend['ask'];
}

/** Jaeger's page posts files there without a type. Nothing is kept of them, so that a form elsewhere could change nothing. */
const TRANSFORM_PATH = '/api/transform';

/** Sends what the store's thread says to a question. */
export async function sendAnswer(
  options: QuestionOptions,
  path: string,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const account = options.inFlight.open();
  try {
    const question: Question = { method: request.method ?? 'GET', path, query };
    if (request.method === 'POST' && hasBody(request)) {
      if (path !== TRANSFORM_PATH && isFormType(request.headers['content-type']))
        throw new RequestError(415, 'send content-type: application/json');
      if (path !== IMPORT_PATH) question.body = await readBody(request, options.maxBodyBytes, account);
    }
    const answer: Answer =
      path === IMPORT_PATH && request.method === 'POST'
        ? await importParts(request, question, options.ask, options.maxBodyBytes, account)
        : await options.ask(question);
    const { status, type, body, headers } = answer;
    const all = { ...SAFE_HEADERS, 'content-type': type, ...headers };
    if (hasMore(answer)) await sendParts(request, response, all, answer, question, options.ask);
    else await send(request, response, status, all, body);
  } finally {
    account.release();
  }
}

/** Types, and their absence, that a page elsewhere may send without asking first. */
function isFormType(contentType: string | undefined): boolean {
  const type = mediaType(contentType);
  return !type.startsWith('application/') || type === 'application/x-www-form-urlencoded';
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
