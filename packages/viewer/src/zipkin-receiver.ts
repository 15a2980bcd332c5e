/** `POST /api/v2/spans`: Zipkin v2 as JSON and protobuf, answered as Zipkin answers. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeZipkinJson, decodeZipkinProtobuf, ZipkinDecodeError } from '@waymark/zipkin';
import { toSpanRecords } from './from-otlp.ts';
import type { ReceiverOptions } from './otlp-receiver.ts';
import { RequestError, readBody } from './request-body.ts';

export const ZIPKIN_PATH = '/api/v2/spans';

/** By content type: both are such that a page elsewhere cannot send them without asking first. */
const DECODERS = new Map([
  ['application/json', decodeZipkinJson],
  ['application/x-protobuf', decodeZipkinProtobuf],
]);

/** Makes the handler of {@link ZIPKIN_PATH}. It answers whatever happens, and never rejects. */
export function zipkinReceiver({ store, maxBodyBytes }: ReceiverOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const decode = decoderFor(request);
      store.addSpans(toSpanRecords(decode(await readBody(request, maxBodyBytes))).records);
      response.writeHead(202).end();
    } catch (error) {
      // It costs the connection, since part of the body may still be on its way.
      response.writeHead(statusOf(error), { 'content-type': 'text/plain', connection: 'close' });
      response.end(`${(error as Error).message}\n`);
    }
  };
}

function decoderFor({ method, headers }: IncomingMessage): typeof decodeZipkinJson {
  if (method !== 'POST') throw new RequestError(405, `method ${method} is not supported; POST`);
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const decode = DECODERS.get(type);
  if (decode !== undefined) return decode;
  throw new RequestError(
    415,
    `content-type "${type}" is not supported; send ${[...DECODERS.keys()].join(' or ')}`,
  );
}

/** A store that fails is 503, so that the sender keeps its batch for a while. */
function statusOf(error: unknown): number {
  if (error instanceof RequestError) return error.status;
  return error instanceof ZipkinDecodeError ? 400 : 503;
}
