/** Whether a request that a server got is one whose trace goes on here. */
import type { IncomingMessage } from 'node:http';
import { type InboundTrust, targetPath } from '@waymark/propagation';
import type { Served } from './served.ts';

/** Names in lower case. */
type Headers = Record<string, string | string[] | undefined>;

/** Goes by the socket's peer and what was sent; what a header says of the caller counts for nothing. */
export function isTrusted(served: Served, headers: Headers, trust: InboundTrust): boolean {
  const { peerAddress, requestMethod: method, target } = served;
  return trust.trusts({ peerAddress, method, path: targetPath(target), headers });
}

/** Of one that has no span of ours: `trust` remembers it for whoever extracts from its headers. */
export function judge(request: IncomingMessage, trust: InboundTrust): void {
  const { socket, method = 'GET', url = '/', headers } = request;
  trust.trusts({ peerAddress: socket?.remoteAddress, method, path: targetPath(url), headers });
}
