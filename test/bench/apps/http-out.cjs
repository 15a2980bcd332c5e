// Each request makes one with `http.get`, over connections that are kept, to the backend whose port is the argument.

const http = require('node:http');
const serve = require('./control/serve.cjs');

const port = Number(process.argv[2]);
const agent = new http.Agent({ keepAlive: true });

serve(
  http.createServer((_request, response) => {
    http
      .get({ host: '127.0.0.1', port, path: '/stock/42', agent }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => {
          const body = JSON.stringify({ status: 'paid', stock: JSON.parse(text) });
          response.setHeader('content-type', 'application/json');
          response.end(body);
        });
      })
      .on('error', () => {
        response.statusCode = 502;
        response.end();
      });
  }),
);
