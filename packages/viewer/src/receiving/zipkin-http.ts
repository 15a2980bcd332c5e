/** `POST /api/v2/spans`: Zipkin v2 as JSON and protobuf, answered as Zipkin answers. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BodyFormat } from './intake.ts';
import { letPass } from './let-pass.ts';
import { mediaType, type ReceiverOptions, toRequestError } from './otlp-http.ts';
import { readBody } from './request-body.ts';
import { RequestError } from './request-error.ts';

export const ZIPKIN_PATH = '/api/v2/spans';

/** By content type: both are such that a page elsewhere cannot send them without asking first. */
const FORMATS = new Map<string, BodyFormat>([
  ['application/json', 'zipkin-json'],
  ['application/x-protobuf', 'zipkin-protobuf'],
]);

/** Makes the handler of {@link ZIPKIN_PATH}. It answers whatever happens, and never rejects. */
export function zipkinHttp({ intake, inFlight, maxBodyBytes, admit }: ReceiverOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const account = inFlight.open();
    try {
      admit?.(request.headers);
      const format = formatOf(request);
      const body = await readBody(request, maxBodyBytes, account);
      const outcome = await intake.take('traces', format, body);
      if ('invalid' in outcome) throw new RequestError(400, outcome.invalid);
      response.writeHead(202, { 'content-length': 0 }).end();
    } catch (error) {
      refuse(request, response, toRequestError(error));
    } finally {
      account.release();
    }
  };
}

function formatOf({ method, headers }: IncomingMessage): BodyFormat {
  if (method !== 'POST')
    throw new RequestError(405, `method ${method} is not supported; POST`, { allow: 'POST' });
  const format = FORMATS.get(mediaType(headers['content-type']));
  if (format !== undefined) return format;
  throw new RequestError(
    415,
    `content-type "${headers['content-type'] ?? ''}" is not supported; send ${[...FORMATS.keys()].join(' or ')}`,
  );
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, message, headers }: RequestError,
): void {
  letPass(request);
  response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${message}\n`);
}
