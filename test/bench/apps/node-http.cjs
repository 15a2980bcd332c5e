// Node's own server with one JSON answer.

const http = require('node:http');
const serve = require('./control/serve.cjs');

serve(
  http.createServer((request, response) => {
    const body = JSON.stringify({ path: request.url, status: 'paid', items: [1, 2, 3], total: 42.5 });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  }),
);
