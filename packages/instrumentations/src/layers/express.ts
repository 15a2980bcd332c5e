/**
 * Spans of Express' layers, which are upstream's in name, kind, attributes, place in the trace and options, at less of a
 * price: what a layer's span says is kept, and a response has one listener for all of them.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { context, type Tracer, trace } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import type { InstrumentationOptions } from '../instrumentation-options.ts';
import type { ModulePatch } from '../module-patch.ts';
import { createStamp } from '../stamp.ts';
import { wrapMethod } from '../wrapped-method.ts';
import { fail } from './errors.ts';
import { DescribedLayer, type ExpressLayer } from './express-layer.ts';
import { callRequestHook, type ExpressOptions, isIgnored, spanNameOf } from './express-options.ts';
import { endNow, endWithResponse } from './open-spans.ts';
import { passOn } from './pass-on.ts';

type Next = (error?: unknown) => unknown;
type Request = IncomingMessage & { readonly originalUrl: string; readonly route?: unknown };
type Handle = (this: unknown, req: Request, res: ServerResponse, next: Next) => unknown;

interface Router {
  readonly stack: ExpressLayer[];
  route: (this: Router, ...args: unknown[]) => unknown;
  use: (this: Router, ...args: unknown[]) => unknown;
}

/** `require('express')`. In Express 4 routers inherit from `Router` itself, in Express 5 from its prototype. */
interface Express {
  readonly Router: { readonly prototype?: Partial<Router> };
}

interface Layering {
  readonly tracer: Tracer;
  readonly options: ExpressOptions;
  stopped(): boolean;
}

/** Versions before 4.8 keep upstream's. */
export function layeredExpressPatches({ tracer, config, stopped }: InstrumentationOptions): ModulePatch[] {
  const patch = ({ Router }: Express) => {
    const router = (Router.prototype?.route === undefined ? Router : Router.prototype) as Router;
    const layering: Layering = {
      tracer: tracer('@waymark/instrumentations/express'),
      options: config ?? {},
      stopped: stopped ?? (() => false),
    };
    for (const name of ['route', 'use'] as const)
      wrapMethod(router, name, (original) => addingLayer(original, layering));
  };
  return [{ module: 'express', versions: '>=4.8 <6', patch: (exports) => patch(exports as Express) }];
}

/** Apps add their layers by their router. Of several functions in one call the last has a span, as upstream has it. */
function addingLayer(original: Router['use'], layering: Layering): Router['use'] {
  return function add(...args) {
    const result = original.apply(this, args);
    const layer = this.stack.at(-1);
    if (layer !== undefined && !isLayered.of(layer)) watch(layer, layerPath(args[0]), layering);
    return result;
  };
}

const isLayered = createStamp<true>();

function watch(layer: ExpressLayer, path: string | undefined, layering: Layering): void {
  isLayered.put(layer, true);
  const original = layer.handle;
  // Handlers of errors have none. What takes more is called for nothing, and would be under our length.
  if (original.length > 3) return;
  layer.handle = withPropertiesOf(original, layered(original as unknown as Handle, layer, path, layering));
}

/** Apps and routers are functions that carry what they are. */
function withPropertiesOf(original: object, replacement: Handle): ExpressLayer['handle'] {
  const properties = original as Record<string, unknown>;
  for (const key in properties) {
    Object.defineProperty(replacement, key, {
      get: () => properties[key],
      set(value) {
        properties[key] = value;
      },
    });
  }
  return replacement as unknown as ExpressLayer['handle'];
}

/** As upstream writes it. */
function layerPath(first: unknown): string | undefined {
  return Array.isArray(first) ? first.map((each) => pathText(each) ?? '').join(',') : pathText(first);
}

function pathText(path: unknown): string | undefined {
  if (typeof path === 'string') return path;
  return path instanceof RegExp || typeof path === 'number' ? String(path) : undefined;
}

/** The paths of the layers that have the request. */
const pathsOf = createStamp<string[]>();

function entered(req: Request, path: string | undefined): string[] {
  let paths = pathsOf.of(req);
  if (paths === undefined) {
    paths = [];
    pathsOf.put(req, paths);
  }
  if (path !== undefined) paths.push(path);
  return paths;
}

function layered(
  original: Handle,
  layer: ExpressLayer,
  path: string | undefined,
  { tracer, options, stopped }: Layering,
): Handle {
  const described = new DescribedLayer(layer, path);
  // Under upstream's name for it, which the router package's spans have.
  return function patched(req, res, next) {
    if (stopped()) return original.call(this, req, res, next);
    const parent = context.active();
    const paths = entered(req, path);
    const description = described.describe(paths, req.originalUrl);
    const rpc = getRPCMetadata(parent);
    if (rpc?.type === RPCType.HTTP) rpc.route = description.route;
    const isRouter = description.type === 'router';
    if (isIgnored(description, options)) {
      if (!isRouter && path !== undefined) paths.pop();
      return original.call(this, req, res, next);
    }
    if (trace.getSpan(parent) === undefined) return original.call(this, req, res, next);
    const { attributes } = description;
    const span = tracer.startSpan(spanNameOf(description, req, options), { attributes }, parent);
    callRequestHook(span, description, req, options);
    // What a router does is not below it.
    const inside = isRouter ? parent : trace.setSpan(parent, span);
    if (isRouter) span.end();
    let isOpen = !isRouter;
    const leave: Next = function leave(error) {
      if (isOpen && span.isRecording() && isFailure(error)) fail(span, error);
      if (isOpen) endNow(span, res);
      isOpen = false;
      // A route that failed stays the route.
      if (path !== undefined && !(req.route && isFailure(error))) paths.pop();
      return passOn(parent, inside, next, error);
    };
    try {
      return context.with(inside, original, this, req, res, leave);
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      if (isOpen) endWithResponse(span, res);
    }
  };
}

function isFailure(error: unknown): boolean {
  return error !== undefined && error !== null && error !== 'route' && error !== 'router';
}
