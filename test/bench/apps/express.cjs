// Express with one route. The two settings are what a production service turns off, and alike for all.

const express = require('express');
const http = require('node:http');
const serve = require('./control/serve.cjs');

const app = express();
app.disable('etag');
app.disable('x-powered-by');
app.get('/orders/:id', (request, response) => {
  response.json({ id: request.params.id, status: 'paid', items: [1, 2, 3], total: 42.5 });
});

serve(http.createServer(app));
