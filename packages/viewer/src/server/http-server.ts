import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';

/** A sender that trickles its bytes holds a connection no longer than this. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const CHECK_EVERY_MS = 5_000;

/** Longer than exporters wait between batches: with Node's five seconds, every batch could meet a connection that closes. */
const KEEP_ALIVE_MS = 75_000;

const MOST_CONNECTIONS = 2048;

/** What still runs at the end gets so long to be answered. */
const GRACE_MS = 1_000;

const TIMEOUTS: ServerOptions = {
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  connectionsCheckingInterval: CHECK_EVERY_MS,
};

/** A server of HTTP/1.1 that does not listen yet. */
export function httpServer(handler: RequestListener, timeouts: ServerOptions = TIMEOUTS): Server {
  const server = createServer({ ...timeouts, noDelay: true }, handler);
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

/** Lets requests end for a moment, then closes all connections. */
export async function closeHttp(server: Server): Promise<void> {
  const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections();
  });
  clearTimeout(grace);
}
