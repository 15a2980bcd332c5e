/**
 * Restify without a span of its own: the server span learns the matched route and the errors, by three methods of the
 * server that each request comes past, and by the error handlers, which may answer what then never comes there.
 */

import type { ServerResponse } from 'node:http';
import type { ModulePatch } from '../module-patch.ts';
import { patternText } from '../route-pattern.ts';
import { enteringRequest, requestOf } from '../server-request.ts';
import { standIn, wrapMethod } from '../wrapped-method.ts';
import type { Chain, ErrorHandler, Handler, Request, Server } from './shapes.ts';

/** Versions before 7 keep upstream's: nothing in them sees all errors. */
const TARGET = { module: 'restify', versions: '>=7.0.0 <13' };

export function restifyPatches(): ModulePatch[] {
  return [
    { ...TARGET, file: 'lib/server.js', patch: (exports) => patchServer(exports as { prototype: Server }) },
    { ...TARGET, file: 'lib/chain.js', patch: (exports) => patchChain(exports as { prototype: Chain }) },
  ];
}

function patchServer({ prototype }: { prototype: Server }): void {
  wrapMethod(prototype, '_setupRequest', setupRequest);
  wrapMethod(prototype, '_runUse', runUse);
  wrapMethod(prototype, '_onHandlerError', onHandlerError);
}

/** Where the request still has its context. */
function setupRequest(original: Server['_setupRequest']): Server['_setupRequest'] {
  return function _setupRequest(req, res) {
    enteringRequest(req, res);
    return original.call(this, req, res);
  };
}

function runUse(original: Server['_runUse']): Server['_runUse'] {
  return function _runUse(req, res, next) {
    const request = requestOf(res);
    if (request !== undefined) request.route = patternText(req.route?.path);
    return original.call(this, req, res, next);
  };
}

function onHandlerError(original: Server['_onHandlerError']): Server['_onHandlerError'] {
  return function _onHandlerError(error, req, res, ...rest) {
    if (!isUnrouted(error, req)) record(error, res);
    return original.call(this, error, req, res, ...rest);
  };
}

/** The router's own answer to a path, or to a method, that there is no route for. */
function isUnrouted(error: unknown, req: Request): boolean {
  if (req.route !== undefined) return false;
  const { statusCode } = Object(error) as { statusCode?: unknown }; // a domain may have caught nothing at all
  return statusCode === 404 || statusCode === 405;
}

function patchChain({ prototype }: { prototype: Chain }): void {
  wrapMethod(prototype, 'add', (original) => {
    return function add(handler) {
      original.call(this, handler); // which may refuse it
      const handlers = this.getHandlers();
      if (handler.length === 4) handlers[handlers.length - 1] = watched(handler as ErrorHandler);
    };
  });
}

/** An error handler: it may pass the request on as if nothing had been. What Restify marked it with goes along. */
function watched(handler: ErrorHandler): Handler {
  const recording: ErrorHandler = function (error, req, res, next) {
    record(error, res);
    return handler.call(this, error, req, res, next);
  };
  return standIn(recording, handler) as Handler;
}

/** False, Restify's word for stopping here, is no error. */
function record(error: unknown, res: ServerResponse): void {
  if (error) requestOf(res)?.recordError(error);
}
