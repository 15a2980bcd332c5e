/**
 * Spans of the layers of the router package, which Express 5 has its routers from: upstream's in name, kind, attributes
 * and place in the trace, at less of a price.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Attributes,
  type Context,
  context,
  type Exception,
  type Span,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { InstrumentationOptions } from '../instrumentation-options.ts';
import type { ModulePatch } from '../module-patch.ts';
import { createStamp } from '../stamp.ts';
import { wrapMethod } from '../wrapped-method.ts';
import { endNow, endWithResponse } from './open-spans.ts';
import { passOn } from './pass-on.ts';

type Next = (error?: unknown) => unknown;
type Request = IncomingMessage & { readonly baseUrl: string; readonly route?: { readonly path?: unknown } };
type Handle = (this: Layer, req: Request, res: ServerResponse, next: Next) => unknown;
type HandleError = (this: Layer, error: unknown, req: Request, res: ServerResponse, next: Next) => unknown;

interface Layer {
  readonly handle: { readonly name: string; readonly length: number; readonly stack?: unknown };
  /** Of a handler of a route. */
  readonly method?: string;
  /** Of what a router calls a route by. */
  readonly route?: unknown;
}

/** Version 1 names its two methods with an underscore. */
interface LayerPrototype {
  handle_request: Handle;
  handle_error: HandleError;
  handleRequest: Handle;
  handleError: HandleError;
}

interface Layering {
  readonly tracer: Tracer;
  readonly version: string | undefined;
  stopped(): boolean;
}

export function layeredRouterPatches({ tracer, stopped }: InstrumentationOptions): ModulePatch[] {
  const patch: ModulePatch['patch'] = (exports, { version }) => {
    const { prototype } = exports as { prototype: LayerPrototype };
    const layering: Layering = {
      tracer: tracer('@waymark/instrumentations/router'),
      version,
      stopped: stopped ?? (() => false),
    };
    const isFirst = prototype.handleRequest === undefined;
    wrapMethod(prototype, isFirst ? 'handle_request' : 'handleRequest', (original) =>
      handling(original, layering),
    );
    wrapMethod(prototype, isFirst ? 'handle_error' : 'handleError', (original) =>
      handlingError(original, layering),
    );
    return exports;
  };
  return [{ module: 'router', file: 'lib/layer.js', versions: '>=1.0.0 <3', patch }];
}

function handling(original: Handle, layering: Layering): Handle {
  return function handle(req, res, next) {
    if (this.handle.length > 3 || isInternal(this) || layering.stopped())
      return original.call(this, req, res, next);
    const entered = enter(this, req, res, next, layering);
    try {
      return context.with(entered.inside, original, this, req, res, entered.leave);
    } finally {
      if (entered.isOpen) endWithResponse(entered.span, res);
    }
  };
}

function handlingError(original: HandleError, layering: Layering): HandleError {
  return function handle(error, req, res, next) {
    if (this.handle.length !== 4 || layering.stopped()) return original.call(this, error, req, res, next);
    const entered = enter(this, req, res, next, layering);
    try {
      return context.with(entered.inside, original, this, error, req, res, entered.leave);
    } finally {
      if (entered.isOpen) endWithResponse(entered.span, res);
    }
  };
}

interface Entered {
  readonly span: Span;
  readonly inside: Context;
  /** Until the layer passes the request on. */
  isOpen: boolean;
  leave: Next;
}

function enter(layer: Layer, req: Request, res: ServerResponse, next: Next, layering: Layering): Entered {
  const parent = context.active();
  const span = start(layer, req, parent, layering);
  const inside = trace.setSpan(parent, span);
  const leave: Next = function leave(error) {
    if (error && span.isRecording()) span.recordException(error as Exception);
    if (entered.isOpen) endNow(span, res);
    entered.isOpen = false;
    return passOn(parent, inside, next, error);
  };
  const entered: Entered = { span, inside, isOpen: true, leave };
  return entered;
}

/** The router's own functions, by which it goes from one to the next: they have no spans. */
function isInternal({ handle, route }: Layer): boolean {
  if (handle.name === 'handle') return route !== undefined;
  return handle.name === 'router' && handle.stack !== undefined;
}

interface Description {
  readonly route: string;
  readonly name: string;
  readonly attributes: Attributes;
}

/** The last of each layer: nearly all have one route. */
const kept = createStamp<Description>();

function start(layer: Layer, req: Request, parent: Context, layering: Layering): Span {
  const route = req.baseUrl + String(req.route?.path ?? '') || '/';
  let description = kept.of(layer);
  if (description?.route !== route) {
    description = describe(layer, route, layering.version);
    kept.put(layer, description);
  }
  const { name, attributes } = description;
  return layering.tracer.startSpan(name, { attributes }, parent);
}

function describe({ handle, method }: Layer, route: string, version: string | undefined): Description {
  const label = handle.name || '<anonymous>';
  const type = method ? 'request_handler' : 'middleware';
  const name = method ? `request handler - ${route}` : `middleware - ${label}`;
  const attributes = Object.freeze({
    'router.name': label,
    'router.version': version,
    'router.type': type,
    'http.route': route,
  });
  return { route, name, attributes };
}
