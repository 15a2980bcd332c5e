/** A connection that is being made, which must neither keep the process alive nor wait for ever. */

import type { Socket } from 'node:net';
import { builtin, clearTimeout, setTimeout } from './builtins.ts';

/**
 * Longest time to connect. A connection that is being made keeps the process alive even when unref'd (libuv
 * counts the request), so an address that swallows packets must be given up before long.
 */
const CONNECT_MS = 2_500;

/**
 * Lets the process end while the socket is open. Limits the time to connect, which a lookup before it is not: `late` is
 * called when it is over. The result, if there is one, ends the waiting.
 */
export function unrefConnecting(socket: Socket, host: string, late: () => void): { end(): void } | undefined {
  socket.unref();
  if (!socket.connecting) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer ??= setTimeout(late, CONNECT_MS).unref();
  };
  const end = () => clearTimeout(timer);
  if (builtin('node:net').isIP(host)) start();
  else socket.once('lookup', start);
  socket.once('connect', () => {
    end();
    socket.unref(); // each address that is tried has a new handle
  });
  return { end };
}
