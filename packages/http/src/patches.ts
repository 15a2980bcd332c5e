/** The entries of `node:http` and `node:https` for the module hooks. */
import type { EventEmitter } from 'node:events';
import type * as http from 'node:http';
import type * as https from 'node:https';
import { patchHeaderViews } from './added-headers.ts';
import { patchAddRequest, patchIncomingEmit, patchRequestEmit, traceClientRequests } from './client.ts';
import { once } from './once.ts';
import type { HttpOptions } from './options.ts';
import { patchWriteHead } from './response-head.ts';
import { ownHeaders } from './response-headers.ts';
import { patchResponseEmit, patchServerEmit } from './server.ts';

/** By structure the `ModulePatch` of the module hooks. Prototypes are patched, exports stay what they are. */
export interface HttpModulePatch {
  module: string;
  patch<T>(exports: T): T;
}

/**
 * Servers and clients of `node:http` and `node:https`, patched when the app first loads the module. The same options
 * patch once, however often `patch` is called.
 */
export function httpPatches(options: HttpOptions): HttpModulePatch[] {
  const guarded: HttpOptions = { ...options, warn: once(options.warn) };
  const patchMessagesOnce = once(patchMessages);
  return [
    patchOf('node:http', (exports: typeof http) => {
      patchMessagesOnce(exports, guarded);
      if (!guarded.hooks?.disablesIncoming)
        patchServerEmit(exports.Server.prototype as EventEmitter, 'http', exports, guarded);
    }),
    patchOf('node:https', (exports: typeof https) => {
      // `node:https` has loaded the messages' classes already, without `node:http` ever being asked for.
      const messages = process.getBuiltinModule('node:http');
      patchMessagesOnce(messages, guarded);
      if (!guarded.hooks?.disablesIncoming)
        patchServerEmit(exports.Server.prototype as EventEmitter, 'https', messages, guarded);
    }),
  ];
}

/** What both protocols share: messages, agents and clients. */
function patchMessages(exports: typeof http, options: HttpOptions): void {
  options.tracer.prepare();
  patchResponseEmit(exports.ServerResponse.prototype, options);
  patchIncomingEmit(exports.IncomingMessage.prototype, options);
  patchRequestEmit(exports.ClientRequest.prototype, options);
  options.requestLog?.countBodies(exports.IncomingMessage.prototype, exports.ServerResponse.prototype);
  const own = ownHeaders(options.responseHeaders, options.requestIds);
  if (own.length > 0) patchWriteHead(exports.ServerResponse.prototype, own);
  if (options.outbound?.isLimited) patchHeaderViews(exports.ClientRequest.prototype);
  patchAddRequest(exports.Agent.prototype, options);
  if (!options.hooks?.disablesOutgoing) traceClientRequests(options);
}

function patchOf<M>(module: string, apply: (exports: M) => void): HttpModulePatch {
  const applyOnce = once(apply);
  return {
    module,
    patch(exports) {
      applyOnce(exports as unknown as M);
      return exports;
    },
  };
}
