// Express as services have it: eight middlewares, one of which reads a body of JSON.

const express = require('express');
const http = require('node:http');
const serve = require('./control/serve.cjs');

const app = express();
app.disable('etag');
app.disable('x-powered-by');
app.use(express.json());
app.use((request, _response, next) => {
  request.startedAt = Date.now();
  next();
});
app.use((_request, response, next) => {
  response.setHeader('x-content-type-options', 'nosniff');
  next();
});
app.use((_request, response, next) => {
  response.setHeader('cache-control', 'no-store');
  next();
});
app.use((request, _response, next) => {
  request.tenant = request.headers['x-tenant'] ?? 'default';
  next();
});
app.use((request, _response, next) => {
  request.user = { id: 'u-1', tenant: request.tenant };
  next();
});
app.use((request, _response, next) => {
  request.mayWrite = request.user.tenant === request.tenant;
  next();
});
app.use((request, response, next) => {
  if (!request.mayWrite) return response.status(403).end();
  next();
});
app.post('/orders/:id', (request, response) => {
  const total = request.body.lines.reduce((sum, { count, price }) => sum + count * price, 0);
  response.json({ id: request.params.id, status: 'accepted', total });
});

serve(http.createServer(app));
