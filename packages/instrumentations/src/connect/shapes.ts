/** The parts of Connect 3 that are touched. */

import type { IncomingMessage, ServerResponse } from 'node:http';

export type Next = (error?: unknown) => void;
export type Handle = (this: unknown, req: IncomingMessage, res: ServerResponse, next: Next) => void;
/** Known by its four parameters. */
export type HandleError = (
  this: unknown,
  error: unknown,
  req: IncomingMessage,
  res: ServerResponse,
  next: Next,
) => void;

export interface Layer {
  /** Where it is mounted, without a slash at the end: empty for all paths. */
  readonly route: string;
  handle: Handle | HandleError;
}

/** What `connect()` returns; the methods are copied onto each app. */
export interface App {
  readonly stack: Layer[];
  use: (this: App, ...args: unknown[]) => unknown;
  handle: (this: App, req: IncomingMessage, res: ServerResponse, out?: Next) => void;
}

/** `require('connect')`. */
export type Connect = () => App;
