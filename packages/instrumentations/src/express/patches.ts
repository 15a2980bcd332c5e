/**
 * Express without a span of its own: the server span learns the matched route and the errors.
 *
 * Four functions are wrapped, all found on what `require('express')` exports: `Route.prototype.dispatch` (which
 * pattern matched), `use` (under which patterns the router is mounted), `handle` of routers (errors that nobody
 * handled) and the layers' error method (those that somebody did). User functions are never replaced: `layer.handle`
 * stays what the app put there. Express 5 has its routers from the `router` package, which apps also use by itself.
 */

import type { ModulePatch } from '../module-patch.ts';
import { joinPatterns, mountPattern, patternText } from '../route-pattern.ts';
import { enteringRequest, requestOf } from '../server-request.ts';
import { wrapMethod } from '../wrapped-method.ts';
import type { Express, Handle, HandleError, Layer, Next, Route, Router } from './shapes.ts';

const PATCHED = Symbol('waymark.patched');

export function expressPatches(): ModulePatch[] {
  return [{ module: 'express', versions: '>=4.8 <6', patch: (exports) => patchExpress(exports as Express) }];
}

/** The `router` package by itself. Express 5 loads it too: whichever is seen first patches it. */
export function routerPatches(): ModulePatch[] {
  const patch = (exports: unknown) => {
    const Router = exports as Express['Router'] & Pick<Express, 'Route'>;
    patchExpress({ Router, Route: Router.Route });
  };
  return [{ module: 'router', versions: '>=1.0.0 <3', patch }];
}

function patchExpress(express: Express): void {
  const { Router, Route } = express;
  const router = (Router.prototype?.route === undefined ? Router : Router.prototype) as Router;
  if (Object.hasOwn(router, PATCHED)) return; // two copies of Express 5 may share one copy of `router`
  Object.defineProperty(router, PATCHED, { value: true });
  const layer = layerPrototype(Router);
  wrapMethod(Route.prototype, 'dispatch', routeDispatch);
  wrapMethod(router, 'use', routerUse);
  wrapMethod(router, 'handle', routerHandle);
  wrapMethod(layer, layer.handle_error === undefined ? 'handleError' : 'handle_error', layerHandleError);
}

/** Layers have a class that is not exported, but any router holds some. */
function layerPrototype(newRouter: Express['Router']): Layer {
  const router = newRouter();
  router.use(() => {});
  return Object.getPrototypeOf(router.stack[0]);
}

/** Runs once for each route that matched. A route that passes the request on is not the route any more: the router around it is. */
function routeDispatch(original: Route['dispatch']): Route['dispatch'] {
  return function dispatch(req, res, done) {
    const request = requestOf(res);
    if (request === undefined) return original.call(this, req, res, done);
    request.route = fullPattern(this, request.mounted);
    const leave: Next = function leave(error) {
      // After an answer `next()` is only good style gone wrong, and the route did answer.
      if (!isError(error) && !res.headersSent) request.route = request.mounted || undefined;
      return done(error);
    };
    return original.call(this, req, res, leave);
  };
}

const patterns = new WeakMap<Route, { mounted: string; full: string }>();

/** The last answer is kept for each route: nearly all are mounted in one place. */
function fullPattern(route: Route, mounted: string): string {
  let pattern = patterns.get(route);
  if (pattern?.mounted !== mounted) {
    pattern = { mounted, full: joinPatterns(mounted, patternText(route.path)) };
    patterns.set(route, pattern);
  }
  return pattern.full;
}

/** Watches the layers that a `use` below a path adds; those without a path cost nothing. */
function routerUse(original: Router['use']): Router['use'] {
  return function use(...args) {
    const before = this.stack.length;
    const result = original.apply(this, args);
    const pattern = isPath(args[0]) ? mountPattern(args[0]) : undefined;
    if (pattern !== undefined) for (const layer of this.stack.slice(before)) watchMounted(layer, pattern);
    return result;
  };
}

/** As Express decides it: the first argument is a path unless a function is its (innermost first) content. */
function isPath(first: unknown): boolean {
  while (Array.isArray(first) && first.length > 0) first = first[0];
  return typeof first !== 'function';
}

/** While the layer has the request, its pattern is among the mounted ones, and the route of what answers outside of routes. */
function watchMounted(layer: Layer, pattern: string): void {
  const name = layer.handle_request === undefined ? 'handleRequest' : 'handle_request';
  const own = Object.hasOwn(layer, name) ? layer[name] : undefined;
  const handle: Handle = function handle(req, res, next) {
    // Looked up now, since the app may patch the class after the router was built.
    const below = own ?? (Object.getPrototypeOf(this) as Layer)[name]!;
    const request = requestOf(res);
    if (request === undefined) return below.call(this, req, res, next);
    const outer = request.mounted;
    request.mounted = joinPatterns(outer, pattern);
    request.route = request.mounted;
    const leave: Next = function leave(error) {
      request.mounted = outer;
      if (!isError(error) && !res.headersSent) request.route = outer || undefined;
      return next(error);
    };
    return below.call(this, req, res, leave);
  };
  Object.defineProperty(layer, name, { value: handle, writable: true, configurable: true });
}

/** Errors that leave a router by its end. */
function routerHandle(original: Handle): Handle {
  return function handle(req, res, done) {
    const request = typeof done === 'function' ? enteringRequest(req, res) : undefined;
    if (request === undefined) return original.call(this, req, res, done);
    const leave: Next = function leave(error) {
      if (isError(error)) request.recordError(error);
      return done(error);
    };
    return original.call(this, req, res, leave);
  };
}

/** Errors on their way past a layer, be it an error handler or not. */
function layerHandleError(original: HandleError): HandleError {
  return function handleError(error, req, res, next) {
    if (isError(error)) requestOf(res)?.recordError(error);
    return original.call(this, error, req, res, next);
  };
}

/** Express' two words for leaving early are no errors. */
function isError(error: unknown): boolean {
  return Boolean(error) && error !== 'route' && error !== 'router';
}
