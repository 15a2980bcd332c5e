/** The parts of hapi that are touched, in all majors. */

import type { IncomingMessage, ServerResponse } from 'node:http';

/** `lib/request.js`. */
export interface Request {
  readonly raw: { readonly req: IncomingMessage; readonly res: ServerResponse };
  /** hapi's own answers to what has no route have the method `_special`. */
  readonly route: { readonly path: string; readonly method: string };
  /** Finds the route, after the `onRequest` extensions. */
  _lookup: (this: Request) => void;
  /** Every answer comes by here, those that extensions put in place of others too; an error is a Boom. */
  _setResponse: (this: Request, response: Answer) => void;
}

export interface Answer {
  readonly isBoom?: boolean;
  readonly output?: { readonly statusCode: number };
}
