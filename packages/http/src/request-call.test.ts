import assert from 'node:assert/strict';
import http from 'node:http';
import { after, describe, it } from 'node:test';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { type HookOptions, httpHooks } from './hooks.ts';
import { callOf } from './request-call.ts';
import { listen, stop, traceThisProcess } from './traced-process.ts';

let options: HookOptions = {};
/** Asked anew for each request, since a process is patched once. */
const current = new Proxy({} as HookOptions, { get: (_target, name) => options[name as keyof HookOptions] });
options = { ignoreOutgoingRequestHook: () => false };
const traced = traceThisProcess({ hooks: httpHooks(current, assert.fail) });
const server = http.createServer((_request, response) => response.end());
const port = await listen(server);
after(() => stop(server));

/** An agent of the app that hands the request to another one, when it has found out which. */
class SlowAgent extends http.Agent {
  addRequest(request: http.ClientRequest, given: object): void {
    const add = Reflect.get(http.Agent.prototype, 'addRequest') as (...args: unknown[]) => void;
    setImmediate(() => add.call(this, request, given));
  }
}

const get = (more: http.RequestOptions = {}) =>
  http.get({ port, host: '127.0.0.1', auth: 'user:pw', ...more });

async function read(request: http.ClientRequest): Promise<void> {
  await new Promise((resolve) => request.on('response', (response) => response.resume().on('end', resolve)));
}

describe('the options of an outgoing request', () => {
  const ways: Record<string, () => http.ClientRequest> = {
    'has a span': () => get(),
    'is suppressed': () => context.with(suppressTracing(context.active()), get),
    'is left out': () => {
      options = { ignoreOutgoingRequestHook: ({ auth }) => auth === 'user:pw' };
      return get();
    },
    'comes to its agent later': () => get({ agent: new SlowAgent() }),
    'is suppressed and comes to its agent later': () =>
      context.with(suppressTracing(context.active()), () => get({ agent: new SlowAgent() })),
  };
  for (const [what, make] of Object.entries(ways)) {
    it(`are not kept when it ${what}`, async () => {
      options = {};
      const request = make();
      const response = read(request);
      assert.equal(callOf(request)?.connection, undefined);
      await response;
      assert.equal(callOf(request)?.connection, undefined);
      traced.takeAll();
      assert.deepEqual(traced.warnings, []);
    });
  }
});
