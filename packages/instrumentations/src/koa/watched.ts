/** Middleware whose errors are recorded, whoever catches them. */

import { activeRequest, requestOf } from '../server-request.ts';
import { createStamp } from '../stamp.ts';
import { standIn } from '../wrapped-method.ts';
import type { Context, Middleware, RouterLayer } from './shapes.ts';

/** What stands in its place, with all that it carries. */
export function watched(middleware: Middleware): Middleware {
  const watching: Middleware = function watching(context, next) {
    const request = requestOf(context.res);
    if (request === undefined) return middleware.call(this, context, next);
    try {
      const result = middleware.call(this, context, next);
      // The promise that comes of it is the one to be handled: a side branch would handle what nobody else does. What is
      // one in name only would not know an errors-only `then`, and is made one, as Koa does next.
      return isPromise(result) ? Promise.resolve(result).then(undefined, recordRejection) : result;
    } catch (error) {
      request.recordError(error);
      throw error;
    }
  };
  return standIn(watching, middleware);
}

function isPromise(result: unknown): result is PromiseLike<unknown> {
  return typeof (result as Partial<PromiseLike<unknown>> | undefined | null)?.then === 'function';
}

/** One function for all requests: a promise's reaction has the context in which it was asked for. */
function recordRejection(error: unknown): never {
  activeRequest()?.recordError(error);
  throw error;
}

const isWatched = createStamp<true>();

/**
 * Of the router's layers that match the request, which it is about to call. Routers keep their middleware to themselves, and
 * tell these in `ctx.matched`.
 */
export function watchRoutes(context: Context): void {
  for (const layer of matchedLayers(context)) {
    if (isWatched.of(layer)) continue;
    isWatched.put(layer, true);
    layer.stack.forEach((middleware, i) => {
      if (typeof middleware === 'function') Reflect.set(layer.stack, i, watched(middleware)); // unless it is frozen
    });
  }
}

/** None where something else goes by that name. */
export function matchedLayers({ matched }: Context): readonly RouterLayer[] {
  return Array.isArray(matched) && matched.every(isRouterLayer) ? matched : [];
}

function isRouterLayer(layer: Partial<RouterLayer> | undefined | null): boolean {
  return Array.isArray(layer?.stack) && Array.isArray(layer.methods);
}
