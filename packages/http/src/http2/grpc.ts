/**
 * gRPC by `@grpc/grpc-js` has spans of upstream's gRPC instrumentation, which knows services, methods and status codes; a
 * span of HTTP around each would be one too many. What others speak gRPC with over `node:http2` is HTTP like any other.
 */
import type { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http2';
import { type Headers, readHeader } from './header-list.ts';

const CONTENT_TYPE = 'application/grpc';
/** After what the app has put in front of it. */
const USER_AGENT = /(?:^| )grpc-node-js\//;

/** Its servers listen for streams; those that serve gRPC among other things listen for requests. */
export function isGrpcServed(server: EventEmitter, headers: IncomingHttpHeaders): boolean {
  const type = headers['content-type'];
  return type?.startsWith(CONTENT_TYPE) === true && server.listenerCount('request') === 0;
}

export function isGrpcCall(headers: Headers): boolean {
  const type = readHeader(headers, 'content-type');
  if (typeof type !== 'string' || !type.startsWith(CONTENT_TYPE)) return false;
  return USER_AGENT.test(String(readHeader(headers, 'user-agent')));
}
