/** A request in one Hono app, and the server request that it is or is a part of. */

import { joinPatterns } from '../route-pattern.ts';
import { enteringRequest, type ServerRequest, unclaimedRequest } from '../server-request.ts';
import { createStamp } from '../stamp.ts';
import type { Context } from './shapes.ts';

export class HonoRequest {
  readonly #server: ServerRequest;
  readonly #path: string;
  readonly #mounted: string;
  /** The pattern of the function that has the request at the moment. */
  layer = '';

  constructor(server: ServerRequest, path: string, outer: HonoRequest | undefined) {
    this.#server = server;
    this.#path = path;
    this.#mounted = outer === undefined ? server.mounted : outer.#mountOf(path);
  }

  setRoute(pattern: string): void {
    this.#server.route = joinPatterns(this.#mounted, pattern);
  }

  clearRoute(): void {
    this.#server.route = undefined;
  }

  recordError(error: unknown): void {
    this.#server.recordError(error);
  }

  /** What stands before the patterns of an app that was given this request: `mount` takes its own path off. */
  #mountOf(path: string): string {
    if (path === this.#path) return this.#mounted;
    const prefix = this.layer.replace(/\/?\*$/, '');
    return prefix === '' ? this.#mounted : joinPatterns(this.#mounted, prefix);
  }
}

const stamp = createStamp<HonoRequest>();
const INNERMOST = Symbol('hono');

/** Our own object: a symbol will do. */
interface ServerRequestInHono extends ServerRequest {
  /** The Hono request that it is in, innermost. */
  [INNERMOST]?: HonoRequest;
}

/** Undefined where nobody traces, and for what the app sends through Hono by itself (`app.request`). */
export function enterHono(c: Context): HonoRequest | undefined {
  const known = stamp.of(c);
  if (known !== undefined) return known;
  const server: ServerRequestInHono | undefined = serverRequestOf(c);
  if (server === undefined) return undefined;
  const request = new HonoRequest(server, c.req.path, server[INNERMOST]);
  stamp.put(c, request);
  server[INNERMOST] = request;
  return request;
}

/** Node's messages tell whose request it is. Other adapters keep them to themselves: then the first app has the span. */
function serverRequestOf({ env }: Context): ServerRequest | undefined {
  if (env?.incoming !== undefined && env.outgoing !== undefined) {
    return enteringRequest(env.incoming, env.outgoing);
  }
  return unclaimedRequest();
}
