/** Requests to the methods of controllers: a span for all that Nest does for one, and one for the method itself. */

import { described } from '../wrapped-method.ts';
import type { Callback, Nest, RouteHandler, RouterExecutionContext } from './shapes.ts';
import { withSpan } from './span.ts';

type Create = RouterExecutionContext['create'];

export function tracedRoutes(original: Create, nest: Nest): Create {
  return function create(instance, callback, ...rest) {
    const handle = original.call(this, instance, tracedCallback(callback, nest), ...rest);
    const controller = instance.constructor?.name || 'UnnamedInstance';
    const name = callback.name ? `${controller}.${callback.name}` : controller;
    const traced: RouteHandler = function (this: unknown, req, ...more) {
      const attributes = {
        'http.route': req.route?.path || req.routeOptions?.url,
        'nestjs.controller': controller,
        'nestjs.callback': callback.name,
        'http.request.method': req.method,
        'url.full': req.originalUrl || req.url,
      };
      return withSpan(nest, name, 'request_context', attributes, () => handle.call(this, req, ...more));
    };
    // Adapters dispatch on a handler's number of parameters, and pages for developers show its name.
    return described(traced, handle);
  };
}

/** Guards, interceptors and pipes are told by metadata, which stands on the method itself. */
function tracedCallback(callback: Callback, nest: Nest): Callback {
  const { name } = callback;
  const traced: Callback = function (...args) {
    const attributes = { 'nestjs.callback': name };
    return withSpan(nest, name || 'anonymous nest handler', 'handler', attributes, () =>
      callback.apply(this, args),
    );
  };
  copyMetadata(callback, traced);
  return described(traced, callback);
}

/** The `reflect-metadata` package, which Nest loads. */
interface ReflectMetadata {
  getMetadataKeys?(target: object): unknown[];
  getMetadata(key: unknown, target: object): unknown;
  defineMetadata(key: unknown, value: unknown, target: object): void;
}

function copyMetadata(from: object, to: object): void {
  const reflect = Reflect as unknown as ReflectMetadata;
  for (const key of reflect.getMetadataKeys?.(from) ?? []) {
    reflect.defineMetadata(key, reflect.getMetadata(key, from), to);
  }
}
