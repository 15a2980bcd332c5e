// Logs a line for /in, and answers it with the id that its code sees, with what it says of its trace, and with the headers of a call of its own to /out.
const http = require('node:http');
const { trace } = require('@opentelemetry/api');
const { requestId } = require('@waymark/node');
const logger = require('pino')();

const server = http.createServer((request, response) => {
  if (request.url === '/out') return response.end(JSON.stringify(request.headers));
  logger.info('asked');
  const seen = { requestId: requestId(), traceId: trace.getActiveSpan()?.spanContext().traceId };
  http.get({ port: server.address().port, path: '/out', host: '127.0.0.1' }, async (out) => {
    const sent = JSON.parse((await out.toArray()).join(''));
    response.end(JSON.stringify({ ...seen, later: requestId(), sent }));
  });
});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
