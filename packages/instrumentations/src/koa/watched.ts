/** Middleware whose errors are recorded, whoever catches them. */

import { activeRequest, requestOf } from '../server-request.ts';
import { createStamp } from '../stamp.ts';
import { described } from '../wrapped-method.ts';
import type { Context, Middleware, RouterLayer } from './shapes.ts';

/** What stands in its place, with all that it carries. */
export function watched(middleware: Middleware): Middleware {
  const watching: Middleware = function watching(context, next) {
    const request = requestOf(context.res);
    if (request === undefined) return middleware.call(this, context, next);
    try {
      const result = middleware.call(this, context, next);
      // The promise that comes of it is the one to be handled: a side branch would handle what nobody else does.
      return isPromise(result) ? result.then(undefined, recordRejection) : result;
    } catch (error) {
      request.recordError(error);
      throw error;
    }
  };
  return described(Object.assign(watching, middleware), middleware);
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
      layer.stack[i] = watched(middleware);
    });
  }
}

/** None where something else goes by that name. */
export function matchedLayers({ matched }: Context): readonly RouterLayer[] {
  const isOfRouter = Array.isArray(matched) && Array.isArray(matched[0]?.stack);
  return isOfRouter ? (matched as readonly RouterLayer[]) : [];
}
