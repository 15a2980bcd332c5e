/** The parts of Restify 7 to 12 that are touched. */

import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Request extends IncomingMessage {
  /** Of the route that matched; no route before that, and on a 404. */
  readonly route?: { readonly path: unknown };
}

export type Next = (error?: unknown, ...rest: unknown[]) => void;

/** `lib/server.js`; what is touched here is the same in all its versions since 7. */
export interface Server {
  /** Called with each request, before all of the app's handlers but those of `first`. */
  _setupRequest(this: Server, req: Request, res: ServerResponse): void;
  /** Called with each request that has a route, before the handlers of `use`. */
  _runUse(this: Server, req: Request, res: ServerResponse, next: Next): void;
  /** Called with what ended a request: by `next(error)`, a rejection, a 404, or a domain that caught it. */
  _onHandlerError(this: Server, error: unknown, req: Request, res: ServerResponse, ...rest: unknown[]): void;
}

export type Handler = (...args: unknown[]) => unknown;
export type ErrorHandler = (
  this: unknown,
  error: unknown,
  req: Request,
  res: ServerResponse,
  next: Next,
) => unknown;

/** `lib/chain.js`: the handlers of `pre`, of `use`, or of a route. */
export interface Chain {
  add(this: Chain, handler: Handler): void;
  /** The very list that is worked through. */
  getHandlers(): Handler[];
}
