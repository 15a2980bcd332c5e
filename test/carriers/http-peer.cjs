// Answers over http, https, HTTP/2 and gRPC with what came in, and with the request id that it goes by.

const fs = require('node:fs');
const http = require('node:http');
const http2 = require('node:http2');
const https = require('node:https');
const { requestId } = require('@waymark/node');
const { carriedIn, load, pairsOf } = require('./libraries.cjs');
const { orders } = require('./orders.cjs');
const grpc = load('@grpc/grpc-js');

const answer = (request, response) =>
  response.end(JSON.stringify({ headers: carriedIn(pairsOf(request.rawHeaders)), id: requestId() }));

const listen = (server) =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

function listenToCalls() {
  const server = new grpc.Server();
  server.addService(orders, {
    one: ({ metadata }, done) => {
      const pairs = Object.keys(metadata.getMap()).flatMap((name) =>
        metadata.get(name).map((value) => [name, value]),
      );
      done(null, { headers: carriedIn(pairs), id: requestId() });
    },
  });
  const { promise, resolve } = Promise.withResolvers();
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (_error, port) => resolve(port));
  return promise;
}

async function main() {
  const [key, cert] = [fs.readFileSync(process.env.KEY), fs.readFileSync(process.env.CERT)];
  const ports = {
    http: await listen(http.createServer(answer)),
    https: await listen(https.createServer({ key, cert }, answer)),
    http2: await listen(http2.createServer(answer)),
    grpc: await listenToCalls(),
  };
  console.log(`ports ${JSON.stringify(ports)}`);
}

main();
