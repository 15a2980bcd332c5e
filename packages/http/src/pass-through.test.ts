import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { after, beforeEach, describe, it } from 'node:test';
import { get } from './raw-client.ts';
import { listen, stop, traceThisProcess } from './traced-process.ts';

const traced = traceThisProcess({ passThrough: true });
const heads: string[] = [];
const sockets = new Set<net.Socket>();
const backend = net.createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    heads.push(chunk.toString());
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });
});
await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${(backend.address() as net.AddressInfo).port}/`;

beforeEach(() => {
  heads.length = 0;
});
after(async () => {
  await traced.take(0);
  assert.deepEqual(traced.warnings, []);
  for (const socket of sockets) socket.destroy();
  backend.close();
});

const requested = (headers?: http.OutgoingHttpHeaders | readonly string[]) =>
  new Promise<void>((resolve) => {
    http.get(origin, { agent: false, headers }, (response) => response.resume().on('end', () => resolve()));
  });
const fetched = async (headers?: Record<string, string>) =>
  void (await (await fetch(origin, { headers })).text());

const line = (name: string) =>
  [...heads[0]!.matchAll(new RegExp(`^${name}: (.*)\\r$`, 'gim'))].map((match) => match[1]);

/** Valid, and in a form of its own: a version that is yet to come, and a state that is not how anybody prints it. */
const TRACEPARENT = `cc-${'1'.repeat(32)}-${'2'.repeat(16)}-01-later`;
const TRACESTATE = 'a=b ,  c=d';

describe('where nobody reads spans', () => {
  const ways: Record<string, () => Promise<void>> = {
    'http with an object': () => requested({ Traceparent: TRACEPARENT, Tracestate: TRACESTATE }),
    'http with an array': () =>
      requested(['Traceparent', TRACEPARENT, 'Tracestate', TRACESTATE, 'Host', 'h']),
    fetch: () => fetched({ Traceparent: TRACEPARENT, Tracestate: TRACESTATE }),
  };
  for (const [way, send] of Object.entries(ways)) {
    it(`the trace context that a request carries stays as it is: ${way}`, async () => {
      await send();
      assert.deepEqual([line('traceparent'), line('tracestate')], [[TRACEPARENT], [TRACESTATE]]);
    });
  }

  it('a server passes the trace of its caller on', async () => {
    const server = http.createServer(async (_request, response) => {
      await requested();
      await fetched();
      response.end();
    });
    const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
    await get(await listen(server), '/', [`traceparent: ${traceparent}`]);
    assert.equal(heads.length, 2);
    for (const head of heads) assert.match(head, new RegExp(`traceparent: ${traceparent}\\r\\n`));
    await stop(server);
  });
});
