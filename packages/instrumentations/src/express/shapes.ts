/** The parts of Express that are touched, in both majors. */

import type { IncomingMessage, ServerResponse } from 'node:http';

export type Request = IncomingMessage;
export type Response = ServerResponse;
export type Next = (error?: unknown) => void;
export type Handle = (this: unknown, req: Request, res: Response, next: Next) => unknown;
export type HandleError = (this: unknown, error: unknown, req: Request, res: Response, next: Next) => unknown;

/** What `router.stack` holds. Express 4 names its two methods with an underscore. */
export interface Layer {
  handle_request?: Handle;
  handle_error?: HandleError;
  handleRequest?: Handle;
  handleError?: HandleError;
}

export interface Router {
  stack: Layer[];
  use: (this: Router, ...args: unknown[]) => unknown;
  handle: Handle;
}

export interface Route {
  path: unknown;
  dispatch: (this: Route, req: Request, res: Response, done: Next) => unknown;
}

/** `require('express')`. In Express 4 routers inherit from `Router` itself, in Express 5 from its prototype. */
export interface Express {
  Router: { (): Router; prototype?: Partial<Router> & { route?: unknown } };
  Route: { prototype: Route };
}
