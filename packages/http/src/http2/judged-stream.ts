/** Whom to trust, of streams that have no span of ours. */
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { type InboundTrust, targetPath } from '@waymark/propagation';
import { peerOf } from './session-peer.ts';

/** The verdict, which `trust` remembers too, for whoever extracts from the headers. */
export function judgeStream(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  trust: InboundTrust,
): boolean {
  return trust.trusts({
    peerAddress: peerOf(stream.session).address,
    method: headers[':method'] ?? 'GET',
    path: targetPath(headers[':path'] ?? '/'),
    headers,
  });
}
