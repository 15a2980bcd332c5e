/** The parts of Nest that are touched. */

import type { ServerResponse } from 'node:http';
import type { Tracer } from '@opentelemetry/api';

export interface NestFactory {
  create(this: NestFactory, module: { name?: string }, ...rest: unknown[]): Promise<unknown>;
}

/** A method of a controller. */
export type Callback = (this: unknown, ...args: unknown[]) => unknown;

/** An Express or a Fastify request. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly originalUrl?: string;
  readonly route?: { readonly path?: string };
  readonly routeOptions?: { readonly url?: string };
}

export type RouteHandler = (this: unknown, req: Request, ...rest: unknown[]) => unknown;

export interface RouterExecutionContext {
  /** Makes what the HTTP adapter calls for a request to a method of a controller. */
  create(
    this: RouterExecutionContext,
    instance: object,
    callback: Callback,
    ...rest: unknown[]
  ): RouteHandler;
}

/** What all spans of one copy of Nest share. */
export interface Nest {
  readonly tracer: Tracer;
  readonly version: string | undefined;
  /** True once calls are to go on as without us. */
  readonly stopped: (() => boolean) | undefined;
}

/** `exceptions/exceptions-handler.js`, which each route, middleware and adapter has one of. */
export interface ExceptionsHandler {
  next(this: ExceptionsHandler, exception: unknown, host: Arguments | ServerResponse): unknown;
}

/** Of what threw: a request and its response, as the adapter has them. */
export interface Arguments {
  getArgByIndex(index: 1): unknown;
}

/** Nest's own exceptions know the status that they are answered with. */
export interface Exception {
  readonly message?: unknown;
  getStatus?(): number;
}
