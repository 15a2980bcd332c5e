/** Records of requests that upstream's HTTP instrumentation makes spans of. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Attributes, context, type Span } from '@opentelemetry/api';
import type { RequestLog } from '@waymark/http';
import { loadChunk } from '../chunks/load.ts';

/** Called for each request that has a span, recorded or not, before its handler. */
export type TellOf = (span: Span, response: ServerResponse, requestId: string | undefined) => void;

/** @param describe what spans start with beside what upstream says of a request */
export function telling(
  requestLog: RequestLog | undefined,
  describe: (request: IncomingMessage) => Attributes,
): TellOf | undefined {
  if (requestLog === undefined) return undefined;
  const { tellOf } = loadChunk('request-log');
  const { IncomingMessage, ServerResponse } = process.getBuiltinModule('node:http');
  requestLog.countBodies(IncomingMessage.prototype, ServerResponse.prototype);
  return (span, response, requestId) => {
    const attributes = describe(response.req);
    tellOf({ response, span, context: context.active(), requestId, attributes }, requestLog);
  };
}
