// Servers of every kind. Each answers with what it would hand on: the headers of an outgoing call, in JSON.

import http from 'node:http';
import http2 from 'node:http2';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import express from 'express';
import fastify from 'fastify';
import pino from 'pino';

const log = pino(pino.destination({ dest: 2, sync: true }));

function handedOn() {
  const headers = {};
  propagation.inject(context.active(), headers);
  log.info('served');
  return JSON.stringify(headers);
}

const answer = (_, response) => response.end(handedOn());
/** What anybody's code may do with the headers of a request, or of a message. */
const extracting = (request, response) => {
  const { 'x-message': message } = request.headers;
  const carrier = message === undefined ? request.headers : JSON.parse(message);
  const extracted = propagation.extract(ROOT_CONTEXT, carrier);
  const span = trace.getTracer('app').startSpan('consumed', { kind: SpanKind.CONSUMER }, extracted);
  context.with(trace.setSpan(extracted, span), () => response.end(handedOn()));
  span.end();
};

const fieldsOf = ({ headers }) => Object.entries(headers).filter(([name]) => !name.startsWith(':'));
const getterOf = (headersOf) => ({ get: (carrier, name) => headersOf(carrier)[name], keys: () => [] });
const fetchGetter = { get: (headers, name) => headers.get(name) ?? undefined, keys: () => [] };
/** From what applications may extract of one request, and how. */
const views = {
  headers: ({ headers }) => propagation.extract(ROOT_CONTEXT, headers),
  copy: ({ headers }) => propagation.extract(ROOT_CONTEXT, { ...headers }),
  request: (request) =>
    propagation.extract(
      ROOT_CONTEXT,
      request,
      getterOf(({ headers }) => headers),
    ),
  fetch: (request) => propagation.extract(ROOT_CONTEXT, new Headers(fieldsOf(request)), fetchGetter),
};
const viewed = (request) =>
  context.with(views[request.headers['x-view']](request), () => {
    const headers = {};
    propagation.inject(context.active(), headers);
    return JSON.stringify(headers);
  });
const viewing = http.createServer((request, response) => response.end(viewed(request)));
for (const event of ['upgrade', 'connect'])
  viewing.on(event, (request, socket) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${viewed(request)}`));

const ports = {};
const listen = (name, server, host = '::') =>
  new Promise((resolve) => {
    server.listen(0, host, () => {
      ports[name] = server.address().port;
      resolve();
    });
  });

const app = express();
app.use((_, response) => response.send(handedOn()));
const served = fastify();
served.all('/*', async () => handedOn());
served.get('/', async () => handedOn());

const echo = {
  path: '/test.Echo/Echo',
  requestStream: false,
  responseStream: false,
  requestSerialize: (value) => value,
  requestDeserialize: (value) => value,
  responseSerialize: (value) => value,
  responseDeserialize: (value) => value,
};
const grpc = new Server();
grpc.addService({ Echo: echo }, { Echo: (_, callback) => callback(null, Buffer.from(handedOn())) });

await Promise.all([
  listen('http', http.createServer(answer)),
  listen('http2', http2.createServer(answer)),
  listen('express', http.createServer(app)),
  served.listen({ port: 0, host: '::' }).then(() => {
    ports.fastify = served.server.address().port;
  }),
  listen('extracting', http.createServer(extracting)),
  listen('viewing', viewing),
  listen(
    'http2 viewing',
    http2.createServer((request, response) => response.end(viewed(request))),
  ),
  new Promise((resolve, reject) => {
    grpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
      ports.gRPC = port;
      if (error) reject(error);
      else resolve();
    });
  }),
]);
console.log(`listening ${JSON.stringify(ports)}`);
