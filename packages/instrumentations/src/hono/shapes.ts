/** The parts of Hono 4 that are touched. */

import type { IncomingMessage, ServerResponse } from 'node:http';

/** Hono's context of one request. */
export interface Context {
  readonly req: { readonly path: string };
  /** What was thrown and is handled, or being handled. */
  readonly error?: unknown;
  /** What `@hono/node-server` hands to `fetch`; something else, or nothing, under other adapters. */
  readonly env?: { incoming?: IncomingMessage; outgoing?: ServerResponse };
}

export type Next = () => Promise<void>;
export type Handler = (c: Context, next: Next) => unknown;

/** What a router is given for a path: a function of the app's, and where the app registered it. */
export type Layer = readonly [handler: Handler, route: { readonly path: string; readonly method: string }];

export interface Router {
  add(method: string, path: string, layer: Layer): void;
}

export interface Hono {
  readonly router: Router;
}

export type HonoClass = new (...options: unknown[]) => Hono;

/** What a factory is told; `initApp` is given each of its apps before anybody else has it. */
export interface FactoryInit {
  initApp?(app: Hono): unknown;
}

export type FactoryClass = new (init?: FactoryInit) => object;
