/**
 * For the parity test: one process, instrumented by `ours` or by `upstream`, runs every scenario and prints the spans and
 * durations of each. Servers are asked over raw sockets and clients ask a raw server, so that a scenario has spans of one kind.
 */
import { once } from 'node:events';
import type http from 'node:http';
import { createRequire } from 'node:module';
import net from 'node:net';
import { context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { exchange } from './raw-client.ts';
import { settle, traceBy } from './traced-by.ts';

const take = traceBy(process.argv[2]);
const nodeHttp = createRequire(import.meta.url)('node:http') as typeof http;

const server = nodeHttp.createServer((request, response) => {
  const target = request.url ?? '';
  if (target.includes('route')) getRPCMetadata(context.active())!.route = '/route/:id';
  if (target.includes('missing')) response.writeHead(404).end();
  else if (target.includes('broken')) response.writeHead(500).end();
  else if (target.includes('late')) failLate(response);
  else if (target.includes('silent')) request.resume();
  else if (target.includes('hang')) response.flushHeaders();
  else request.resume().on('end', () => response.end('ok'));
});

function failLate(response: http.ServerResponse): void {
  response.on('error', () => {});
  response.end('x');
  response.write('late');
}

const backend = net.createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    const target = chunk.toString('latin1').split(' ')[1] ?? '';
    if (target.includes('missing'))
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    else if (target.includes('broken'))
      socket.end('HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    else if (target.includes('hang-up')) socket.destroy();
    else if (target.includes('cut'))
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nok');
    else if (target.includes('silent')) return;
    else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
  });
});

async function listening(of: net.Server): Promise<number> {
  await new Promise<void>((resolve) => of.listen(0, '127.0.0.1', resolve));
  return (of.address() as net.AddressInfo).port;
}

const serverPort = await listening(server);
const backendPort = await listening(backend);
const origin = `http://127.0.0.1:${backendPort}`;

const ask = (requestLine: string, ...headers: string[]) =>
  exchange(
    serverPort,
    [`${requestLine} HTTP/1.1`, 'Host: shop.example:8080', 'Connection: close', ...headers, '', ''].join(
      '\r\n',
    ),
  );

async function done(request: http.ClientRequest): Promise<void> {
  request.on('error', () => {});
  request.on('response', (response) => response.on('error', () => {}).resume());
  await new Promise((resolve) => request.on('close', resolve));
}

const quietly = (work: Promise<Response>) => work.then((response) => response.text()).catch(() => {});

const scenarios: Record<string, () => Promise<unknown>> = {
  'server: GET': () => ask('GET /orders?page=2&sort=name', 'User-Agent: test/1'),
  'server: POST': () => ask('POST /orders', 'Content-Length: 0'),
  'server: HEAD': () => ask('HEAD /orders'),
  'server: route': () => ask('GET /route/17'),
  'server: a 404': () => ask('GET /missing'),
  'server: a 500 with a route': () => ask('GET /route/broken'),
  'server: a method beyond the list': () => ask('PURGE /orders'),
  'server: X-Forwarded headers': () =>
    ask(
      'GET /',
      'X-Forwarded-For: 192.0.2.7:99, 10.0.0.1',
      'X-Forwarded-Host: public.example',
      'X-Forwarded-Proto: https',
    ),
  'server: Forwarded': () =>
    ask('GET /', 'Forwarded: for="[2001:db8::1]:80";host="a.example:81";proto=http, for=10.0.0.1'),
  'server: an absolute target': () => ask('GET http://other.example/x/../y?z=1'),
  'server: dot segments': () => ask('GET /a/./b/../c'),
  'server: a signed URL': () => ask('GET /file?sig=secret&b=1'),
  'server: a query in unusual spelling': () => ask('GET /search?q=a%20b&flag'),
  'server: no Host': () => exchange(serverPort, 'GET / HTTP/1.0\r\n\r\n'),
  'server: a response that fails': () => ask('GET /late'),
  'server: aborted before the response': async () => {
    const socket = net.connect(serverPort, '127.0.0.1');
    socket.write('GET /silent HTTP/1.1\r\nHost: shop.example\r\n\r\n');
    await settle();
    socket.destroy();
  },
  'server: aborted within the response': async () => {
    const socket = net.connect(serverPort, '127.0.0.1');
    socket.write('GET /hang HTTP/1.1\r\nHost: shop.example\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
  },
  'server: kept alive': () =>
    exchange(
      serverPort,
      'GET /1 HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    ),
  'client: GET by string': () => done(nodeHttp.get(`${origin}/a?b=c`)),
  'client: GET by URL': () => done(nodeHttp.get(new URL(`${origin}/a?b=c`))),
  'client: POST by options': () =>
    done(
      nodeHttp
        .request({
          host: '127.0.0.1',
          port: backendPort,
          method: 'post',
          path: '/x',
          headers: { 'user-agent': 'test/1' },
        })
        .end('body'),
    ),
  'client: a Host header of its own': () =>
    done(
      nodeHttp.get({ host: '127.0.0.1', port: backendPort, path: '/x', headers: { host: 'public.example' } }),
    ),
  'client: credentials and a signature': () =>
    done(nodeHttp.get(`http://user:secret@127.0.0.1:${backendPort}/?sig=secret`)),
  'client: a 404': () => done(nodeHttp.get(`${origin}/missing`)),
  'client: a 500': () => done(nodeHttp.get(`${origin}/broken`)),
  'client: an unknown method': () => done(nodeHttp.request(origin, { method: 'BREW' }).end()),
  'client: a hang-up': () => done(nodeHttp.get(`${origin}/hang-up`)),
  'client: a refused connection': () => done(nodeHttp.get('http://127.0.0.1:1/')),
  'client: an abort by signal': () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 10);
    return done(nodeHttp.get(`${origin}/silent`, { signal: controller.signal }));
  },
  'client: a response that is cut short': () => done(nodeHttp.get(`${origin}/cut`)),
  'client: a response that nobody reads': async () => {
    const request = nodeHttp.request(origin).end();
    await new Promise((resolve) => request.on('close', resolve));
  },
  'client: an invalid URL': async () => {
    try {
      nodeHttp.get('http://');
    } catch {}
  },
  'fetch: GET': () => quietly(fetch(`${origin}/a`)),
  'fetch: GET with a query': () => quietly(fetch(`${origin}/a?b=c`, { headers: { 'User-Agent': 'test/1' } })),
  'fetch: a signed URL': () => quietly(fetch(`${origin}/a?sig=secret`)),
  'fetch: a 404': () => quietly(fetch(`${origin}/missing`)),
  'fetch: an unknown method': () => quietly(fetch(origin, { method: 'BREW' })),
  'fetch: a hang-up': () => quietly(fetch(`${origin}/hang-up`)),
  'fetch: an abort': () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 10);
    return quietly(fetch(`${origin}/silent`, { signal: controller.signal }));
  },
};

const ports = new Map([
  [serverPort, '<server>'],
  [backendPort, '<backend>'],
]);

/** Ports and trace ids differ from run to run. */
function stable(text: string): string {
  return text
    .replace(/network\.peer\.port=\d+/g, 'network.peer.port=<port>')
    .replace(/\b\d{4,5}\b/g, (digits) => ports.get(Number(digits)) ?? digits)
    .replace(/"[0-9a-f]{32}"/g, '"<trace id>"');
}

const results: Record<string, string[]> = {};
for (const [name, run] of Object.entries(scenarios)) {
  await run();
  results[name] = (await take()).map(stable);
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
