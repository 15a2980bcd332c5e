/** All that undici can do beside `request` and `fetch`, with its newest copy and an old one. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, beforeEach, describe, it } from 'node:test';
import { SpanStatusCode } from '@opentelemetry/api';
import { traceThisProcess } from './traced-process.ts';

const traced = traceThisProcess();
const heads: string[] = [];
const sockets = new Set<net.Socket>();
let answer: (head: string, socket: net.Socket) => void;
const backend = net.createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    // A client that pipelines may send several at once.
    for (const head of chunk.toString('latin1').split(/(?<=\r\n\r\n)/)) {
      if (!/^[A-Z]+ \S+ HTTP/.test(head)) continue;
      heads.push(head);
      answer(head, socket);
    }
  });
});
await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
const { port } = backend.address() as net.AddressInfo;
const origin = `http://127.0.0.1:${port}`;
after(() => {
  for (const socket of sockets) socket.destroy();
  backend.close();
  assert.deepEqual(traced.warnings, []);
  assert.equal(traced.open(), 0, 'a span was left open');
});
beforeEach(() => {
  heads.length = 0;
  answer = (_head, socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
});

const intoNothing = () => new Writable({ write: (_chunk, _encoding, done) => done() });

for (const copy of ['undici', 'undici-5']) {
  describe(`a span of ${copy}`, async () => {
    const undici = (await import(copy)) as typeof import('undici');
    const { Agent, Client, Pool, ProxyAgent } = undici;

    const ways: Record<string, () => Promise<unknown>> = {
      stream: () => undici.stream(`${origin}/x`, { method: 'GET' }, intoNothing),
      pipeline: () =>
        text(
          Readable.from(['body']).pipe(
            undici.pipeline(`${origin}/x`, { method: 'PUT' }, ({ body }) => body as Readable),
          ),
        ),
      'an Agent': async () => {
        const agent = new Agent({ connections: 1 });
        await (await agent.request({ origin, path: '/x', method: 'GET' })).body.text();
        await agent.close();
      },
      'a Pool': async () => {
        const pool = new Pool(origin, { connections: 1 });
        await (await pool.request({ path: '/x', method: 'GET' })).body.text();
        await pool.close();
      },
      'a Client': async () => {
        const client = new Client(origin);
        await (await client.request({ path: '/x', method: 'GET' })).body.text();
        await client.close();
      },
    };
    for (const [way, send] of Object.entries(ways)) {
      it(`tells of ${way}`, async () => {
        await send();
        const [span] = await traced.take(1);
        assert.equal(span!.attributes['url.full'], `${origin}/x`);
        assert.equal(span!.attributes['server.port'], port);
        assert.equal(span!.attributes['network.peer.port'], port);
        assert.equal(span!.attributes['http.response.status_code'], 200);
        const { traceId, spanId } = span!.spanContext();
        assert.match(heads[0]!, new RegExp(`traceparent: 00-${traceId}-${spanId}-01\\r`));
      });
    }

    it('is one a request of a pipelining client, each with its own id', async () => {
      const client = new Client(origin, { pipelining: 3 });
      const paths = ['/1', '/2', '/3'];
      await Promise.all(
        paths.map(async (path) => (await client.request({ path, method: 'GET' })).body.text()),
      );
      await client.close();
      const spans = await traced.take(3);
      assert.deepEqual(spans.map(({ attributes }) => attributes['url.path']).sort(), paths);
      assert.equal(new Set(spans.map((span) => span.spanContext().spanId)).size, 3);
    });

    it('is none for CONNECT, whose head carries nothing of ours', async () => {
      answer = (_head, socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const { socket } = await undici.connect(`${origin}/`);
      socket.destroy();
      await traced.take(0);
      assert.match(heads[0]!, /^CONNECT /);
      assert.doesNotMatch(heads[0]!, /traceparent|x-request-id/);
    });

    it('is none for an upgrade, whose handshake belongs to the trace', async () => {
      answer = (_head, socket) =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
      const { socket } = await undici.upgrade(`${origin}/`, { protocol: 'x' });
      socket.destroy();
      await traced.take(0);
    });

    it('names the server that is asked through a proxy, and no tunnel', async () => {
      answer = (head, socket) =>
        socket.write(
          head.startsWith('CONNECT')
            ? 'HTTP/1.1 200 OK\r\n\r\n'
            : 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
        );
      const proxy = new ProxyAgent(origin);
      const asked = await undici.request('http://shop.example/orders?page=2', { dispatcher: proxy });
      await asked.body.text();
      await proxy.close();
      const [span] = await traced.take(1);
      assert.equal(span!.attributes['url.full'], 'http://shop.example/orders?page=2');
      assert.equal(span!.attributes['server.address'], 'shop.example');
      assert.equal(span!.attributes['server.port'], 80);
    });

    it('has no error when the application aborts, before and after the head', async () => {
      answer = (head, socket) => {
        if (head.includes('/late')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok');
      };
      for (const path of ['/never', '/late']) {
        const controller = new AbortController();
        const sent = undici.request(origin + path, { signal: controller.signal });
        setTimeout(() => controller.abort(), 30);
        await assert.rejects(async () => (await sent).body.text());
        const [span] = await traced.take(1);
        assert.equal(span!.status.code, SpanStatusCode.UNSET, path);
        assert.equal(span!.attributes['error.type'], undefined);
      }
    });

    it('tells of what is in the path and of what is not, as the server is asked', async () => {
      const paths = ['/a/../b?c=d', '/ü?q=ä', '//other.example/x', '/p?sig=secret', '/p?'];
      const client = new Client(origin);
      for (const path of paths) {
        await (await client.request({ path: encodeURI(path), method: 'GET' })).body.text();
      }
      await client.close();
      const spans = await traced.take(paths.length);
      assert.deepEqual(
        spans.map(({ attributes }) => attributes['url.full']),
        paths.map((path) =>
          new URL(encodeURI(path), origin).href.replace('secret', 'REDACTED').replace(/\?$/, ''),
        ),
      );
    });
  });
}
