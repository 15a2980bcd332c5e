/** The parts of Koa that are touched, in both majors, and those of its routers. */

import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Context {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Without what koa-mount has taken off. */
  readonly path: string;
  readonly method: string;
  /** Set by the routers: the layers that match the path, routes and middleware. */
  readonly matched?: unknown;
  onerror: (this: Context, error: unknown) => void;
}

export interface RouterLayer {
  readonly path: unknown;
  /** In capitals; middleware of a router has none. */
  readonly methods: readonly string[];
  /** Middleware, and last of a route its handler. */
  readonly stack: Middleware[];
}

/** Functions may carry properties: a router's is found by its `router`, one for a parameter by its `param`. */
export type Middleware = (this: unknown, context: Context, next: () => Promise<unknown>) => unknown;

export interface Application {
  readonly middleware: Middleware[];
  /** Contexts inherit from the app's, and that from one that all apps have. */
  readonly context: object;
  use: (this: Application, middleware: Middleware) => unknown;
  createContext: (this: Application, req: IncomingMessage, res: ServerResponse) => Context;
}

/** `require('koa')`. */
export interface Koa {
  new (): Application;
  prototype: Application;
}
