import assert from 'node:assert/strict';
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import net from 'node:net';
import { Readable } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { createGzip, gunzipSync } from 'node:zlib';
import { context, type Span, trace } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { listen, stop, traceThisProcess } from '../traced-process.ts';
import { nextRecord, records, requestLog, Switched } from './test-records.ts';

const sampler = new Switched();
const log = requestLog();
const traced = traceThisProcess({ sampler, requestLog: log });
// As whoever reads the options of an instrumentation twice.
log.countBodies(http.IncomingMessage.prototype, http.ServerResponse.prototype);
const TRACE = '0af7651916cd43dd8448eb211c80319c';

let serve: (request: IncomingMessage, response: ServerResponse) => void;
const server = http.createServer((request, response) => serve(request, response));
let port: number;
before(async () => {
  port = await listen(server);
});
after(() => stop(server));
beforeEach(() => {
  sampler.isOn = true;
  traced.takeAll();
  records.length = 0;
});

/** Sends what is given as it is, and returns what came until the end of the connection. */
async function send(...parts: string[]): Promise<Buffer> {
  const socket = net.connect(port, '127.0.0.1');
  for (const part of parts) socket.write(part);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
const get = (path: string, ...headers: string[]) =>
  send(
    ['GET', path, 'HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n'].join(' '),
    ...headers.map((line) => `${line}\r\n`),
    '\r\n',
  );

const known = { 'network.peer.port': undefined, 'http.server.request.duration': undefined };

for (const isOn of [true, false]) {
  test(`a record tells all of a request that is ${isOn ? '' : 'not '}sampled`, async () => {
    sampler.isOn = isOn;
    serve = (request, response) => {
      getRPCMetadata(context.active())!.route = '/orders/:id';
      // As frameworks do.
      request.url = '/elsewhere';
      setTimeout(() => response.writeHead(201).end('stored'), 12);
    };
    await send(
      'POST /orders/7?from=mail&sig=secret HTTP/1.1\r\nHost: shop.example:81\r\nConnection: close\r\nUser-Agent: test/1\r\n',
      `X-Request-ID: r-7\r\nX-Service-Name: storefront\r\ntraceparent: 00-${TRACE}-b7ad6b7169203331-01\r\n`,
      'X-Forwarded-For: 203.0.113.9\r\nContent-Length: 5\r\n\r\nhello',
    );
    const { body, attributes, context: of, timestamp, isRecording, ...record } = await nextRecord();
    assert.deepEqual(record, {
      eventName: 'http.server.request.end',
      severityNumber: 9,
      severityText: 'INFO',
    });
    assert.deepEqual(
      { ...attributes, ...known },
      {
        'http.request.method': 'POST',
        'url.scheme': 'http',
        'url.path': '/orders/7',
        'url.query': 'from=mail&sig=REDACTED',
        'http.route': '/orders/:id',
        'http.response.status_code': 201,
        'network.protocol.version': '1.1',
        'network.peer.address': '127.0.0.1',
        'server.address': 'shop.example',
        'server.port': 81,
        'client.address': '203.0.113.9',
        'user_agent.original': 'test/1',
        'service.peer.name': 'storefront',
        'http.request.id': 'r-7',
        'http.request.header.x-request-id': ['r-7'],
        'http.request.body.size': 5,
        'http.response.body.size': 6,
        ...known,
      },
    );
    const seconds = Number(attributes!['http.server.request.duration']);
    assert.ok(seconds >= 0.01 && seconds < 3, String(seconds));
    assert.match(String(body), /^POST \/orders\/:id 201 in [\d.]+ ms$/);
    assert.ok(Math.abs(Number(timestamp) - Date.now()) < 2000);
    const { traceId, spanId, traceFlags } = trace.getSpanContext(of!)!;
    assert.deepEqual([traceId, traceFlags, isRecording], [TRACE, isOn ? 1 : 0, false]);
    const spans = await traced.take(isOn ? 1 : 0);
    if (isOn) assert.equal(spans[0]!.spanContext().spanId, spanId);
    assert.deepEqual(
      spans.flatMap(({ events }) => events),
      [],
    );
  });
}

test('what the application says on the span is in the record, and its word counts', async () => {
  serve = (_request, response) => {
    trace.getActiveSpan()!.setAttributes({ 'cart.items': 3, 'url.path': '/users/-' });
    response.end();
  };
  await get('/users/jane');
  const { body, attributes } = await nextRecord();
  assert.deepEqual([attributes!['cart.items'], attributes!['url.path']], [3, '/users/-']);
  assert.match(String(body), /^GET \/users\/- 200 in /);
});

const SEVERITIES: [what: string, serve: typeof serve, severity: string, more?: object][] = [
  ['404', (_, response) => response.writeHead(404).end(), 'INFO'],
  ['503', (_, response) => response.writeHead(503).end(), 'ERROR', { 'error.type': '503' }],
  [
    'an error of the response',
    (_, response) => response.on('error', () => response.destroy()).emit('error', new RangeError('no')),
    'ERROR',
    { 'error.type': 'RangeError', 'waymark.request.aborted': true },
  ],
  [
    'a status that the application set on the span',
    (_, response) => {
      trace.getActiveSpan()!.setStatus({ code: 2 });
      response.end();
    },
    'ERROR',
  ],
];
for (const [what, handler, severity, more = {}] of SEVERITIES) {
  test(`${what} is ${severity}`, async () => {
    serve = handler;
    await get('/').catch(() => {});
    const { severityText, attributes } = await nextRecord();
    assert.equal(severityText, severity);
    for (const [name, value] of Object.entries({ 'waymark.request.aborted': undefined, ...more }))
      assert.equal(attributes![name], value, name);
  });
}

test('whoever goes before he has an answer leaves a warning, without a status', async () => {
  const served = new Promise<void>((resolve) => {
    serve = () => resolve();
  });
  const socket = net.connect(port, '127.0.0.1').end('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
  await served;
  socket.destroy();
  const { severityText, body, attributes } = await nextRecord();
  assert.equal(severityText, 'WARN');
  assert.match(String(body), /^GET \/slow aborted in /);
  assert.equal(attributes!['waymark.request.aborted'], true);
  assert.equal(attributes!['http.response.status_code'], undefined);
  assert.equal(attributes!['http.response.body.size'], 0);
});

test('a stream that is cut off is said to be, and nothing more: that is how event streams end', async () => {
  serve = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
  };
  const socket = net.connect(port, '127.0.0.1');
  socket.write('GET /events HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(socket, 'data');
  socket.destroy();
  const { severityText, body, attributes } = await nextRecord();
  assert.match(`${severityText} ${body}`, /^INFO GET \/events 200 aborted in /);
  assert.deepEqual(
    [attributes!['http.response.body.size'], attributes!['waymark.request.aborted']],
    [9, true],
  );
});

const SIZES: [what: string, serve: typeof serve, size: number, method?: string][] = [
  ['one text, in bytes', (_, response) => response.end('für'), 4],
  ['a text of another encoding', (_, response) => response.end('666f6f', 'hex'), 3],
  ['bytes, and a callback', (_, response) => response.end(Buffer.from('12345'), () => {}), 5],
  [
    'several writes',
    (_, response) => {
      response.write('one');
      response.write(new Uint8Array(4), () => {});
      response.end('two', 'latin1');
    },
    10,
  ],
  ['a pipe', (_, response) => Readable.from(['abc', 'defg']).pipe(response), 7],
  ['nothing', (_, response) => response.end(), 0],
  ['HEAD', (_, response) => response.end('not sent'), 0, 'HEAD'],
  ['204', (_, response) => response.writeHead(204).end('not sent'), 0],
  ['304', (_, response) => response.writeHead(304).end('not sent'), 0],
  [
    'what is written after the end',
    (_, response) => {
      response.on('error', () => {});
      response.end('end');
      response.end('more');
    },
    3,
  ],
];
for (const [what, handler, size, method = 'GET'] of SIZES) {
  test(`the size of a response: ${what}`, async () => {
    serve = handler;
    await send(`${method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    assert.equal((await nextRecord()).attributes!['http.response.body.size'], size);
  });
}

test('the size of a compressed response is what was sent', async () => {
  serve = (_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip', connection: 'close' });
    const gzip = createGzip();
    gzip.pipe(response);
    gzip.end('a'.repeat(5000));
  };
  const sent = await send('GET / HTTP/1.0\r\n\r\n');
  const zipped = sent.subarray(sent.indexOf('\r\n\r\n') + 4);
  assert.equal(gunzipSync(zipped).length, 5000);
  assert.equal((await nextRecord()).attributes!['http.response.body.size'], zipped.length);
});

test('the size of a request: what came in chunks, what was announced, and none without a body', async () => {
  serve = (request, response) => request.resume().on('end', () => response.end());
  await send(
    'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n',
    '3\r\nabc\r\n',
    '4\r\ndefg\r\n0\r\n\r\n',
  );
  assert.equal((await nextRecord()).attributes!['http.request.body.size'], 7);
  // Nobody reads it, and Node drops it.
  serve = (_request, response) => response.end();
  await send('POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc');
  assert.equal((await nextRecord()).attributes!['http.request.body.size'], 3);
  await get('/');
  assert.equal('http.request.body.size' in (await nextRecord()).attributes!, false);
});

test('requests of one connection have the sizes of their own', async () => {
  const sizes: [unknown, unknown][] = [];
  serve = (request, response) => response.end(request.url);
  const last = 'GET /333 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
  await send(`GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /22 HTTP/1.1\r\nHost: a\r\n\r\n${last}`);
  while (records.length < 3) await new Promise((resolve) => setTimeout(resolve, 2));
  for (const { attributes } of records.splice(0))
    sizes.push([attributes!['url.path'], attributes!['http.response.body.size']]);
  assert.deepEqual(sizes, [
    ['/1', 2],
    ['/22', 3],
    ['/333', 4],
  ]);
});

test('a span that the application ended itself is told of, with what came of the request', async () => {
  let span: Span | undefined;
  serve = (_request, response) => {
    span = trace.getActiveSpan();
    span!.end();
    response.writeHead(202).end();
  };
  await get('/');
  assert.equal((await nextRecord()).attributes!['http.response.status_code'], 202);
});

test('the methods that count are found where they were, with their names and lengths', () => {
  const { OutgoingMessage, ServerResponse } = http;
  for (const name of ['write', 'end'] as const) {
    const [ours, nodes] = [ServerResponse.prototype[name], OutgoingMessage.prototype[name]];
    assert.deepEqual([ours.name, ours.length], [nodes.name, nodes.length]);
  }
  const message = Object.keys(new http.ServerResponse(new http.IncomingMessage(new net.Socket())));
  assert.equal(message.includes('write'), false);
});
