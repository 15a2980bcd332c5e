/**
 * Fastify without a module hook: each instance announces itself on a diagnostics channel before the app can
 * add to it, and gets two hooks of ours first. They reach all its plugins, whatever prefix they are under.
 */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { enteringRequest, requestOf } from '../server-request.ts';

const CHANNEL = 'fastify.initialization';

/** The parts of Fastify that are touched. */
interface Fastify {
  addHook(name: 'onRequest', hook: (request: Request, reply: Reply, done: () => void) => void): void;
  addHook(
    name: 'onError',
    hook: (request: Request, reply: Reply, error: unknown, done: () => void) => void,
  ): void;
}

interface Request {
  readonly raw: IncomingMessage;
  readonly routeOptions?: { url?: string };
  /** Before `routeOptions` came with 4.10; later versions warn of it. */
  readonly routerPath?: string;
}

interface Reply {
  readonly raw: ServerResponse;
}

/**
 * From now on, every Fastify instance gives its server spans their route and their errors. Loads nothing, and
 * costs nothing where no Fastify is made. Returns what ends it; instances that exist keep their hooks.
 * @param first the message that had this called, which a new subscriber does not get
 */
export function subscribeFastify(first?: unknown): () => void {
  const onMessage = (message: unknown) => watch((message as { fastify: Fastify }).fastify);
  if (first !== undefined) onMessage(first);
  subscribe(CHANNEL, onMessage);
  return () => {
    unsubscribe(CHANNEL, onMessage);
  };
}

function watch(fastify: Fastify): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const server = enteringRequest(request.raw, reply.raw);
    if (server !== undefined) server.route = patternOf(request);
    done();
  });
  fastify.addHook('onError', (_request, reply, error, done) => {
    requestOf(reply.raw)?.recordError(error);
    done();
  });
}

/** Undefined where nothing matched. */
function patternOf(request: Request): string | undefined {
  const options = request.routeOptions;
  return options === undefined ? request.routerPath : options.url;
}
