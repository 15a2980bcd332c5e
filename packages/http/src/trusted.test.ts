import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { after, afterEach, describe, it } from 'node:test';
import type { InboundRequest } from '@waymark/propagation';
import { http2Patches } from './index.ts';
import { listen, stop, traceThisProcess } from './traced-process.ts';

const asked: InboundRequest[] = [];
const trusts = (request: InboundRequest) => {
  asked.push(request);
  return false;
};
const traced = traceThisProcess({ trust: { trusts } });
http2Patches(traced.options)[0]!.patch(http2);

/** Headers of requests, as the application gets them. */
let served: object[] = [];
const server = http.createServer((request, response) => {
  served.push(request.headers);
  response.end();
});
for (const event of ['upgrade', 'connect'])
  server.on(event, ({ headers }: http.IncomingMessage, socket: net.Socket) => {
    served.push(headers);
    socket.end('HTTP/1.1 200 OK\r\n\r\n');
  });
server.on('checkContinue', ({ headers }, response) => {
  served.push(headers);
  response.end();
});
const streams = http2.createServer({ settings: { enableConnectProtocol: true } });
streams.on('stream', (stream, headers) => {
  served.push(headers);
  stream.respond({}, { endStream: true });
});
const port = await listen(server);
await once(streams.listen(0, '127.0.0.1'), 'listening');

after(async () => {
  streams.close();
  await stop(server);
});
afterEach(() => {
  asked.length = 0;
  served = [];
  assert.deepEqual(traced.warnings, []);
});

describe('whoever decides whom to trust is asked once of', () => {
  const heads: [condition: string, head: string, method: string, path: string][] = [
    ['a request', 'GET /orders?x=/y HTTP/1.1\r\nHost: a\r\nConnection: close', 'GET', '/orders'],
    ['one of HTTP/1.0', 'GET /orders HTTP/1.0', 'GET', '/orders'],
    ['one for a proxy', 'GET http://b/orders HTTP/1.1\r\nHost: a\r\nConnection: close', 'GET', '/orders'],
    ['an upgrade', 'GET /ws?x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ws', 'GET', '/ws'],
    ['CONNECT', 'CONNECT a:80 HTTP/1.1\r\nHost: a', 'CONNECT', 'a:80'],
    [
      'one that waits to continue',
      'POST /orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 0',
      'POST',
      '/orders',
    ],
  ];
  for (const [condition, head, method, path] of heads)
    it(condition, async () => {
      const socket = net.connect(port, '127.0.0.1');
      socket.resume().write(`${head}\r\n\r\n`);
      await once(socket, 'close');
      const { peerAddress } = asked[0]!;
      assert.match(peerAddress!, /127\.0\.0\.1$/);
      assert.deepEqual(asked, [{ peerAddress, method, path, headers: served[0] }]);
      assert.equal(asked[0]!.headers, served[0]);
    });

  it('a stream that a WebSocket takes over', async () => {
    const session = http2.connect(`http://127.0.0.1:${(streams.address() as AddressInfo).port}`);
    await once(session, 'remoteSettings');
    const stream = session.request({ ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/ws?x' });
    await once(stream.resume(), 'close');
    session.close();
    assert.deepEqual(
      asked.map(({ peerAddress, method, path }) => [peerAddress, method, path]),
      [['127.0.0.1', 'CONNECT', '/ws']],
    );
    assert.equal(asked[0]!.headers, served[0]);
  });
});
