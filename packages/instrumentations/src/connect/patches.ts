/**
 * Connect without a span of its own: the server span learns under which paths the middleware is mounted that answers, and
 * the errors. Connect keeps the prototype of its apps to itself, so each app is patched as it is made.
 */

import type { ModulePatch } from '../module-patch.ts';
import { joinPatterns } from '../route-pattern.ts';
import { enteringRequest, requestOf } from '../server-request.ts';
import { standIn, wrapMethod } from '../wrapped-method.ts';
import type { App, Connect, Handle, HandleError, Layer, Next } from './shapes.ts';

export function connectPatches(): ModulePatch[] {
  return [
    { module: 'connect', versions: '>=3.0.0 <4', patch: (exports) => patchConnect(exports as Connect) },
  ];
}

function patchConnect(connect: Connect): Connect {
  // A function with a `prototype`, since apps write `new connect()`, too.
  function createServer(): App {
    const app = connect();
    wrapMethod(app, 'use', use);
    wrapMethod(app, 'handle', handle);
    return app;
  }
  return standIn(createServer, connect);
}

/** The middleware is watched where it is kept: Connect has made a function of an app or a server by then. */
function use(original: App['use']): App['use'] {
  return function use(...args) {
    const result = original.apply(this, args);
    const layer = this.stack.at(-1);
    if (layer !== undefined) layer.handle = watched(layer);
    return result;
  };
}

/** Where the request still has its context. */
function handle(original: App['handle']): App['handle'] {
  return function handle(req, res, out) {
    enteringRequest(req, res);
    return original.call(this, req, res, out);
  };
}

/** Connect knows the two kinds by how many parameters they have. */
function watched({ handle, route }: Layer): Layer['handle'] {
  if (handle.length > 3) return standIn(watchedHandler(handle as HandleError), handle);
  return standIn(watchedMiddleware(handle as Handle, route), handle);
}

/** What is mounted at a path has the request, until it passes it on without an answer. */
function watchedMiddleware(original: Handle, pattern: string): Handle {
  return function handle(req, res, next) {
    const request = requestOf(res);
    if (request === undefined) return original.call(this, req, res, next);
    const { mounted, route } = request;
    if (pattern !== '') request.route = request.mounted = joinPatterns(mounted, pattern);
    const leave: Next = function leave(error) {
      request.mounted = mounted;
      if (error) request.recordError(error);
      else if (!res.headersSent) request.route = route;
      return next(error);
    };
    try {
      return original.call(this, req, res, leave);
    } catch (error) {
      request.mounted = mounted;
      request.recordError(error);
      throw error;
    }
  };
}

/** A handler of errors may fail itself. The one that it is given is of another kind of app where it was not recorded yet. */
function watchedHandler(original: HandleError): HandleError {
  return function handle(error, req, res, next) {
    const request = requestOf(res);
    if (request === undefined) return original.call(this, error, req, res, next);
    request.recordError(error);
    const leave: Next = function leave(another) {
      if (another) request.recordError(another);
      return next(another);
    };
    try {
      return original.call(this, error, req, res, leave);
    } catch (another) {
      request.recordError(another);
      throw another;
    }
  };
}
