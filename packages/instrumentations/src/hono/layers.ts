/**
 * What a router is given. Hono hands it, for each path, a pair of the app's function and a description of it. The
 * function in the pair is the only thing that is replaced: `app.routes` and what Hono tells of a request hold the
 * description, which keeps the app's own.
 */

import { enterHono, type HonoRequest } from './request.ts';
import type { Context, Handler, Layer, Next, Router } from './shapes.ts';

const watchedRouters = new WeakSet<Router>();

/** From now on. An app may hand one router to several instances, as Hono itself does for `basePath`. */
export function watchRouter(router: Router): void {
  if (watchedRouters.has(router)) return;
  watchedRouters.add(router);
  const original = router.add;
  const value: Router['add'] = function add(this: Router, method, path, layer) {
    original.call(this, method, path, watchedLayer(layer));
  };
  Object.defineProperty(router, 'add', { value, writable: true, configurable: true });
}

function watchedLayer(layer: Layer): Layer {
  const [handler, route] = layer;
  if (typeof handler !== 'function' || typeof route?.path !== 'string') return layer;
  const isRoute = answers(handler, route.method);
  const watched: Handler = function watched(c, next) {
    const request = enterHono(c);
    if (request === undefined) return handler(c, next);
    request.layer = route.path;
    if (!isRoute) return withErrors(request, handler, c, next);
    request.setRoute(route.path);
    return withErrors(request, handler, c, () => {
      request.clearRoute(); // who passes the request on is not its route
      return next();
    });
  };
  return [watched, route];
}

/**
 * Whether a function is there to answer: `use` and `all` register alike, so what they take is told apart as Hono's own
 * `inspectRoutes` does it, by whether it cares for `next`.
 */
function answers(handler: Handler, method: string): boolean {
  return method !== 'ALL' || ownHandler(handler).length < 2;
}

/** Hono puts the functions of a sub-app that has an error handler into one of its own, and leaves a mark. */
function ownHandler(handler: Handler): Handler {
  const marks = handler as unknown as Record<string | symbol, unknown>;
  const mark = Reflect.ownKeys(marks).find((key) =>
    /^(__COMPOSED_HANDLER|Symbol\(composedHandler\))$/.test(String(key)),
  );
  const own = mark === undefined ? undefined : marks[mark];
  return typeof own === 'function' ? ownHandler(own as Handler) : handler;
}

/** The result as it is: Hono answers faster where no promise comes back. */
function withErrors(request: HonoRequest, handler: Handler, c: Context, next: Next): unknown {
  let result: unknown;
  try {
    result = handler(c, next);
  } catch (error) {
    request.recordError(error);
    throw error;
  }
  if (result instanceof Promise) {
    result.then(
      // A sub-app's error handler has answered already; then the error is only in the context.
      () => c.error && request.recordError(c.error),
      (error) => request.recordError(error),
    );
  }
  return result;
}
