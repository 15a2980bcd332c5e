// One secure server of Fastify for both versions of HTTP, asked by three clients: node:http2, node:https, and undici over HTTP/2.

const { readFileSync } = require('node:fs');
const http2 = require('node:http2');
const https = require('node:https');
const { Agent, fetch } = require('undici');

const [, , key, cert] = process.argv;
const tls = { rejectUnauthorized: false };

async function main() {
  const app = require('fastify')({
    http2: true,
    https: { allowHTTP1: true, key: readFileSync(key), cert: readFileSync(cert) },
  });
  app.get('/orders/:id', async (request) => ({ id: request.params.id, version: request.raw.httpVersion }));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  const session = http2.connect(url, tls);
  const stream = session.request({ ':path': '/orders/1' });
  await new Promise((resolve) => stream.resume().on('close', resolve));
  session.close();

  await new Promise((resolve) => {
    https.get(`${url}/orders/2`, { ...tls, agent: false }, (answer) => answer.resume().on('end', resolve));
  });

  const dispatcher = new Agent({ connect: tls, allowH2: true });
  console.log(await (await fetch(`${url}/orders/3`, { dispatcher })).text());
  await dispatcher.close();
  await app.close();
}

main();
