/** What is remembered of a request while it wanders through routers: on the request, since contexts get lost. */

import { activeServerRequest, type ServerRequest } from '../server-request.ts';
import type { Request } from './shapes.ts';

const STATE = Symbol('waymark.express');

export interface RequestState {
  readonly request: ServerRequest;
  /** The patterns of the mounted routers that the request is in. */
  mounted: string;
}

interface WithState {
  [STATE]?: RequestState;
}

/** Undefined when the request is not traced, or is in no router yet. */
export function stateOf(req: Request): RequestState | undefined {
  return (req as WithState)[STATE];
}

/** The state of a request that enters a router, made when it enters the first one. */
export function enterRouter(req: Request): RequestState | undefined {
  const state = stateOf(req);
  if (state !== undefined) return state;
  const request = activeServerRequest();
  if (request === undefined) return undefined;
  const entered = { request, mounted: '' };
  (req as WithState)[STATE] = entered;
  return entered;
}
