/** Takes OTLP by gRPC, says yes to all of it, and keeps what came. */

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

interface GrpcCall {
  readonly path: string;
  /** `traceparent`, the request id and the like. */
  readonly carried: readonly string[];
  readonly body: Buffer;
}

/** An uncompressed message of no bytes: an answer without complaints. */
const EMPTY = Buffer.alloc(5);

export async function startGrpcCollector(): Promise<
  AsyncDisposable & { readonly port: number; readonly calls: readonly GrpcCall[] }
> {
  const calls: GrpcCall[] = [];
  const server = createServer();
  server.on('stream', async (stream, headers) => {
    const body = await buffer(stream);
    calls.push({ path: String(headers[':path']), carried: carriedIn(headers), body });
    stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(EMPTY);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    calls,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

function carriedIn(headers: IncomingHttpHeaders): string[] {
  return Object.keys(headers).filter((name) => /^(?:trace|baggage|x-)/.test(name));
}
