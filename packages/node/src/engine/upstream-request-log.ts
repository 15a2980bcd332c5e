/** Records of requests that upstream's HTTP instrumentation makes spans of. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Attributes,
  context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  type TextMapPropagator,
} from '@opentelemetry/api';
import type { RequestLog, ToldStreamsOptions } from '@waymark/http';
import { requestIdOf } from '@waymark/propagation';
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

/** For servers of HTTP/2, which upstream does not know: what their records are made of. */
export function toldStreams(
  requestLog: RequestLog,
  propagator: TextMapPropagator,
  { requestIds, ignoreIncoming, describe, warn }: StreamSettings,
): ToldStreamsOptions {
  return {
    requestLog,
    ignoreIncoming,
    extract: (headers) => propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter),
    requestId: (context) => (requestIds ? requestIdOf(context) : undefined),
    describe,
    warn,
  };
}

type StreamSettings = Pick<ToldStreamsOptions, 'ignoreIncoming' | 'describe' | 'warn'> & {
  readonly requestIds: boolean;
};
