/** Takes whatever is sent, and looks into its bytes for what was planted. */

import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

export async function startCatcher() {
  const bodies: Buffer[] = [];
  const server = createServer(async (request, response) => {
    const { 'content-encoding': encoding, 'content-type': type = '' } = request.headers;
    const body = await buffer(request);
    bodies.push(encoding === 'gzip' ? gunzipSync(body) : body);
    response.writeHead(200, { 'content-type': type });
    response.end(type === 'application/json' ? '{}' : '');
  });
  return listening(server, bodies);
}

/** Answers every call of gRPC with an empty message. */
export async function startGrpcCatcher() {
  const bodies: Buffer[] = [];
  const server = createHttp2Server();
  server.on('stream', async (stream) => {
    bodies.push(await buffer(stream));
    stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.alloc(5));
  });
  return listening(server, bodies);
}

async function listening(server: Server, bodies: readonly Buffer[]) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get text() {
      return Buffer.concat(bodies).toString('latin1');
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** What the application says that it planted, by place. */
export function plantedIn(stdout: string): Record<string, string> {
  const [, json] = stdout.match(/^planted (.*)$/m) ?? [];
  if (json === undefined) throw new Error(`nothing was planted: ${stdout}`);
  return JSON.parse(json);
}

/** The places of which something is in the text: the first letters are enough, since limits cut. */
export function foundIn(text: string, planted: Record<string, string>): string[] {
  return Object.keys(planted).filter((place) => text.includes(planted[place]!.slice(0, 24)));
}
