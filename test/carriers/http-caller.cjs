// `GET /?by=fetch&own=X-Request-ID` asks the peer by that client, with a header of its own under that name, and answers what the
// peer says; with `&suppressed` it asks as exporters do.

const { once } = require('node:events');
const http = require('node:http');
const http2 = require('node:http2');
const https = require('node:https');
const { load, within } = require('./libraries.cjs');
const { orders } = require('./orders.cjs');

const ports = JSON.parse(process.env.PEER_PORTS);
const url = (kind) => `${kind === 'https' ? 'https' : 'http'}://127.0.0.1:${ports[kind]}/orders`;

const listOf = (headers) => Object.entries(headers).flat();

const textOf = async (stream) => (await stream.setEncoding('utf8').toArray()).join('');

/** By their names: each gets headers, and resolves to the peer's answer as an object. */
const clients = {
  http: (headers) => get(http, url('http'), { headers }),
  'http with a list': (headers) => get(http, url('http'), { headers: ['Host', 'peer', ...listOf(headers)] }),
  async 'http with setHeader'(headers) {
    const request = http.request(url('http'));
    for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
    const [response] = await once(request.end(), 'response');
    return JSON.parse(await textOf(response));
  },
  https: (headers) => get(https, url('https'), { headers, rejectUnauthorized: false }),
  async http2(headers) {
    const session = http2.connect(url('http2'));
    const text = await textOf(session.request({ ':path': '/orders', ...headers }));
    session.close();
    return JSON.parse(text);
  },
  fetch: async (headers) => (await fetch(url('http'), { headers })).json(),
  'fetch with Headers': async (headers) =>
    (await fetch(new Request(url('http'), { headers: new Headers(headers) }))).json(),
  'fetch with pairs': async (headers) =>
    (await fetch(url('http'), { headers: Object.entries(headers) })).json(),
  'undici with a list': async (headers) =>
    (await load('undici').request(url('http'), { headers: listOf(headers) })).body.json(),
  undici: async (headers) => (await load('undici').request(url('http'), { headers })).body.json(),
  'fetch of undici': async (headers) => (await load('undici').fetch(url('http'), { headers })).json(),
  axios: async (headers) => (await load('axios').get(url('http'), { headers })).data,
  gRPC(headers) {
    const grpc = load('@grpc/grpc-js');
    const Client = grpc.makeGenericClientConstructor(orders, 'shop.Orders');
    const client = new Client(`127.0.0.1:${ports.grpc}`, grpc.credentials.createInsecure());
    const metadata = new grpc.Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    const { promise, resolve, reject } = Promise.withResolvers();
    client.one({ id: 7 }, metadata, (error, value) => (error ? reject(error) : resolve(value)));
    return promise.finally(() => client.close());
  },
};

function get(module, ...options) {
  const { promise, resolve, reject } = Promise.withResolvers();
  module
    .get(...options, (response) => textOf(response).then(JSON.parse).then(resolve, reject))
    .on('error', reject);
  return promise;
}

const server = http.createServer((request, response) => {
  const query = new URL(request.url, 'http://localhost').searchParams;
  const own = query.get('own');
  const call = () => clients[query.get('by')](own === null ? {} : { [own]: 'own-1' });
  within(query, call).then(
    (answer) => response.end(JSON.stringify(answer)),
    (error) => response.writeHead(500).end(error.stack),
  );
});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
