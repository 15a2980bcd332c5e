/** For the tests: a server that does what the HTTP instrumentation does for frameworks, and shows what they made of it. */

import { once } from 'node:events';
import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, type Exception, INVALID_SPAN_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { type RPCMetadata, RPCType, setRPCMetadata } from '@opentelemetry/core';
import { ROOT, WaymarkContextManager } from '@waymark/tracing';
import { messageOf } from './thrown.ts';

context.setGlobalContextManager(new WaymarkContextManager());

/** What the server span would show of one request. */
export interface Served {
  status: number;
  route?: string;
  /** Messages of the exception events. */
  errors?: string[];
}

export interface TestServer {
  send(target: string, body?: string): Promise<Served>;
  close(): Promise<void>;
}

/** @param handler as `createServer` takes it: an Express app, or what Fastify's `serverFactory` is given */
export async function serve(handler: RequestListener): Promise<TestServer> {
  let finished: (served: Served) => void = () => {};
  const server = createServer((req, res) => {
    const errors: string[] = [];
    const rpc: RPCMetadata = { type: RPCType.HTTP, span: spanThatKeeps(errors) };
    res.on('close', () => {
      const route = rpc.route === undefined ? {} : { route: rpc.route };
      finished({ status: res.statusCode, ...route, ...(errors.length > 0 ? { errors } : {}) });
    });
    context.with(setRPCMetadata(ROOT, rpc), handler, undefined, req, res);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    async send(target, body) {
      const [method, path] = target.split(' ') as [string, string];
      const served = new Promise<Served>((resolve) => {
        finished = resolve;
      });
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      const req = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }).end(body);
      const [res] = await once(req, 'response');
      res.resume();
      return await served;
    },
    async close() {
      await once(server.close(), 'close');
    },
  };
}

function spanThatKeeps(errors: string[]): Span {
  const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  span.recordException = (error: Exception) => {
    errors.push(messageOf(error));
  };
  return span;
}
