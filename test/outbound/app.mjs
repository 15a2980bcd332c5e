// Makes the calls that its arguments name, `<client> <url>` each, inside one trace with baggage, and prints a line when all are through.

import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import grpc from '@grpc/grpc-js';
import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import axios from 'axios';
import { HttpProxyAgent } from 'http-proxy-agent';
import superagent from 'superagent';
import * as undici from 'undici';

const { PARENT = '', OWN_ID } = process.env;
const own = OWN_ID === undefined ? {} : { 'X-Request-ID': OWN_ID };

const read = (response, resolve) => response.resume().on('end', resolve).on('error', resolve);
const got = (make) =>
  new Promise((resolve) =>
    make((response) => read(response, resolve))
      .on('error', resolve)
      .end(),
  );
const flat = (headers) => Object.entries(headers).flat();

const CLIENTS = {
  http: (url) => got((done) => http.request(url, { headers: own }, done)),
  'http, headers as a list': (url) =>
    got((done) => http.request(url, { headers: ['Host', new URL(url).host, ...flat(own)] }, done)),
  'http, no agent': (url) => got((done) => http.request(url, { agent: false, headers: own }, done)),
  'http, a whole URL as path': (url) => {
    const [connected, named] = url.split(' for ');
    return got((done) => http.request({ ...http1(connected), path: named, headers: own }, done));
  },
  'http, an agent of another host': (url) => {
    const [connected, named] = url.split(' for ');
    const agent = new http.Agent({ host: new URL(connected).hostname, port: new URL(connected).port });
    return got((done) => http.request(named, { agent, headers: own }, done));
  },
  'http, a proxy agent': (url) => {
    const [proxy, named] = url.split(' for ');
    return got((done) => http.request(named, { agent: new HttpProxyAgent(proxy), headers: own }, done));
  },
  'http, a connection of its own': (url) => {
    const [connected, named] = url.split(' for ');
    const createConnection = () => net.connect(Number(new URL(connected).port), new URL(connected).hostname);
    return got((done) => http.request(named, { createConnection, headers: own }, done));
  },
  'http, a socket of the file system': (socketPath) =>
    got((done) => http.request({ socketPath, path: '/', headers: own }, done)),
  'http, headers copied from another request': async (url) => {
    const [first, second] = url.split(' then ');
    for (const names of [(request) => request.getHeaderNames(), (request) => request.getRawHeaderNames()]) {
      let copied;
      await got((done) => {
        const request = http.request(first, done);
        const shown = names(request).filter((name) => name.toLowerCase() !== 'host');
        copied = Object.fromEntries(shown.map((name) => [name, request.getHeader(name)]));
        return request;
      });
      await got((done) => http.request(second, { headers: copied }, done));
    }
  },
  'http, an agent of a socket': (socketPath) => {
    const agent = new http.Agent({ socketPath });
    return got((done) => http.request('http://localhost/', { agent, headers: own }, done));
  },
  'http, kept alive': async (url) => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 3; i++) await got((done) => http.request(url, { agent, headers: own }, done));
    agent.destroy();
  },
  https: (url) => got((done) => https.request(url, { rejectUnauthorized: false, headers: own }, done)),
  fetch: async (url) => (await fetch(url, { headers: own })).text(),
  'fetch of undici': async (url) => (await undici.fetch(url, { headers: own })).text(),
  undici: async (url) => (await undici.request(url, { headers: own })).body.text(),
  'undici, following': async (url) => {
    const dispatcher = new undici.Agent().compose(undici.interceptors.redirect({ maxRedirections: 4 }));
    await (await undici.request(url, { dispatcher, headers: own })).body.text();
    await dispatcher.close();
  },
  'undici, a proxy': async (url) => {
    const [uri, named] = url.split(' for ');
    const dispatcher = new undici.ProxyAgent({ uri, proxyTunnel: false });
    await (await undici.request(named, { dispatcher, headers: own })).body.text();
    await dispatcher.close();
  },
  'undici, a whole URL as path': async (url) => {
    const [connected, path] = url.split(' for ');
    const client = new undici.Client(new URL(connected).origin);
    await (await client.request({ path, method: 'GET', headers: own })).body.text();
    await client.close();
  },
  'undici, addresses for names': async (url) => {
    const dispatcher = new undici.Agent().compose(undici.interceptors.dns());
    await (await undici.request(url.split(' for ')[1], { dispatcher, headers: own })).body.text();
    await dispatcher.close();
  },
  superagent: (url) => new Promise((resolve) => superagent.get(url).set(own).end(resolve)),
  axios: (url) => axios.get(url, { headers: own, validateStatus: null }),
  WebSocket: (url) =>
    new Promise((resolve) => {
      const socket = new WebSocket(url.replace('http:', 'ws:'));
      socket.onerror = socket.onclose = resolve;
    }),
  http2: (url) => overHttp2(url),
  'http2, another authority': (url) => {
    const [connected, named] = url.split(' for ');
    return overHttp2(connected, { ':authority': new URL(named).host });
  },
  'http2, options of another host': (url) => {
    const [connected, named] = url.split(' for ');
    return overHttp2(named, {}, { host: new URL(connected).hostname, port: new URL(connected).port });
  },
  gRPC: (url) => overGrpc(new URL(url).host, new grpc.Metadata()),
  'gRPC, a target': (target) => overGrpc(target, new grpc.Metadata()),
  'gRPC, one connection to each of a target': async (target) => {
    for (let i = 0; i < 2; i++) await overGrpc(target, new grpc.Metadata(), ROUND_ROBIN, 3);
  },
  'gRPC, one metadata for many': async (url) => {
    const metadata = new grpc.Metadata();
    for (const target of url.split(' and ')) await overGrpc(new URL(target).host, metadata);
  },
  'gRPC, with the metadata of a caller': async (url) => {
    const metadata = new grpc.Metadata();
    metadata.set('x-waymark-carried', 'any,x-tenant');
    metadata.set('x-tenant', 'seven');
    await overGrpc(new URL(url).host, metadata);
    await overHttp2(url, { 'x-waymark-carried': 'any,x-tenant', 'x-tenant': 'seven' });
  },
  'gRPC, an answer': async (url) => tell(url, await namesAnswered()),
  inject: async (url) => {
    const headers = {};
    propagation.inject(context.active(), headers);
    await tell(url, Object.keys(headers));
  },
};

function tell(url, names) {
  return context.with(ROOT_CONTEXT, () =>
    got((done) => http.request(url, { headers: { 'X-Injected': names.join() } }, done)),
  );
}

/** The names that a server of gRPC answers with, which injects into all metadata that it sends. */
async function namesAnswered() {
  const server = new grpc.Server();
  // Of streams: upstream's instrumentation forgets the trailers of the others.
  server.addService(
    { call: { ...SHOP.call, responseStream: true } },
    {
      call(call) {
        const [head, trailers] = [new grpc.Metadata(), new grpc.Metadata()];
        for (const metadata of [head, trailers])
          propagation.inject(context.active(), metadata, { set: (to, name, value) => to.set(name, value) });
        call.sendMetadata(head);
        call.end(trailers);
      },
    },
  );
  const port = await new Promise((resolve) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (_error, bound) =>
      resolve(bound),
    ),
  );
  const session = http2.connect(`http://127.0.0.1:${port}`);
  const names = [];
  await new Promise((resolve) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': SHOP.call.path,
      'content-type': 'application/grpc',
    });
    for (const event of ['response', 'trailers'])
      stream.on(event, (headers) => names.push(`${event}:`, ...Object.keys(headers)));
    stream.on('close', resolve).resume().end(Buffer.alloc(5));
  });
  session.close();
  server.forceShutdown();
  return names.filter((name) => /:$|traceparent|^x-/.test(name));
}

function http1(url) {
  const { hostname, port } = new URL(url);
  return { hostname, port };
}

async function overHttp2(url, headers = {}, options = {}) {
  const session = http2.connect(url, options);
  session.on('error', () => {});
  await new Promise((resolve) =>
    session
      .request({ ':path': '/', ...headers, ...own })
      .on('close', resolve)
      .on('error', resolve)
      .resume()
      .end(),
  );
  session.close();
}

const same = (value) => value;
const SHOP = {
  call: {
    path: '/shop.Shop/Call',
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  },
};
const ROUND_ROBIN = {
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
};

async function overGrpc(target, metadata, options = {}, calls = 1) {
  if (OWN_ID !== undefined) metadata.set('x-request-id', OWN_ID);
  const Service = grpc.makeClientConstructor(SHOP);
  const client = new Service(target, grpc.credentials.createInsecure(), options);
  for (let i = 0; i < calls; i++)
    await new Promise((resolve) => client.call(Buffer.alloc(0), metadata, resolve));
  client.close();
}

const carrier = {
  traceparent: PARENT,
  tracestate: 'vendor=kept',
  baggage: 'user=seven',
  'x-request-id': 'edge-42',
};
const active = propagation.extract(ROOT_CONTEXT, carrier);
for (let at = 2; at < process.argv.length; at += 2) {
  const [client, url] = process.argv.slice(at, at + 2);
  await context.with(active, () => CLIENTS[client](url));
}
console.log('through');
