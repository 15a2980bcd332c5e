/**
 * Koa without a span of its own: the server span learns the route and the errors.
 *
 * Nothing but Koa itself is patched. All of its routers tell the matched route as `ctx._matchedRoute`, and koa-mount where
 * it has mounted an app as `ctx.mountPath`: setters on the prototype of all contexts hear of both. Errors are seen where
 * middleware throws or rejects, since most apps have middleware that catches them.
 */

import type { ModulePatch } from '../module-patch.ts';
import { patternText } from '../route-pattern.ts';
import { enteringRequest, requestOf } from '../server-request.ts';
import { wrapMethod } from '../wrapped-method.ts';
import { enterMount, joined, mountedAt } from './mounts.ts';
import type { Application, Context, Koa } from './shapes.ts';
import { matchedLayers, watched, watchRoutes } from './watched.ts';

export function koaPatches(): ModulePatch[] {
  return [{ module: 'koa', versions: '>=2.0.0 <4', patch: (exports) => patchKoa(exports as Koa) }];
}

function patchKoa(koa: Koa): void {
  const { prototype } = koa;
  const context = Object.getPrototypeOf(new koa().context);
  wrapMethod(prototype, 'use', use);
  wrapMethod(prototype, 'createContext', createContext);
  wrapMethod(context, 'onerror', onerror);
  tellOf(context, '_matchedRoute', setMatched);
  tellOf(context, 'mountPath', enterMount);
}

/** The middleware is watched where it is kept: Koa 2 has made a function of a generator by then. */
function use(original: Application['use']): Application['use'] {
  return function use(middleware) {
    const result = original.call(this, middleware);
    const last = this.middleware.pop();
    if (last !== undefined) this.middleware.push(watched(last));
    return result;
  };
}

/** Where the request still has its context. */
function createContext(original: Application['createContext']): Application['createContext'] {
  return function createContext(req, res) {
    enteringRequest(req, res);
    return original.call(this, req, res);
  };
}

/** Of a body that cannot be sent: all others were seen before. */
function onerror(original: Context['onerror']): Context['onerror'] {
  return function onerror(error) {
    if (error != null && !isOfConnection(error)) requestOf(this.res)?.recordError(error);
    return original.call(this, error);
  };
}

/** That the client has gone is no error of the app's. */
function isOfConnection(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}

/**
 * A property of all contexts that looks as before, `undefined` until it is set, but for who asks whose it is. The value has to
 * be found by way of proxies and descendants of a context too: no stamp, but a symbol, which contexts do not print.
 */
function tellOf(contexts: object, name: string, told: (context: Context, value: unknown) => void): void {
  const kept = Symbol(`waymark.${name}`);
  Object.defineProperty(contexts, name, {
    configurable: true,
    get(this: { [kept]?: unknown }) {
      return this[kept];
    },
    set(this: Context & { [kept]?: unknown }, value: unknown) {
      this[kept] = value;
      told(this, value);
    },
  });
}

function setMatched(context: Context, path: unknown): void {
  const request = requestOf(context.res);
  if (request === undefined) return;
  watchRoutes(context);
  const pattern = routePattern(context, path);
  if (pattern === undefined) return;
  request.route = joined(joined(request.mounted, mountedAt(context)), patternText(pattern));
}

/**
 * Routers tell the paths of their middleware too, as a request comes past it, or because it is the last that matches. The
 * route is then the last one that does. Undefined where there is none.
 */
function routePattern(context: Context, told: unknown): unknown {
  const layers = matchedLayers(context);
  if (layers.length === 0) return told;
  const routes = layers.filter(({ methods }) => methods.includes(context.method));
  return routes.findLast(({ path }) => path === told)?.path ?? routes.at(-1)?.path;
}
