// Each request makes one with `fetch` to the backend whose port is the argument.

const http = require('node:http');
const serve = require('./control/serve.cjs');

const url = `http://127.0.0.1:${process.argv[2]}/stock/42`;

serve(
  http.createServer(async (_request, response) => {
    try {
      const stock = await (await fetch(url)).json();
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ status: 'paid', stock }));
    } catch {
      response.statusCode = 502;
      response.end();
    }
  }),
);
