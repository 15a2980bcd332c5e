// Answers with the request id that it goes by.

const http = require('node:http');
const { requestId } = require('@waymark/node');

const server = http.createServer((_request, response) =>
  response.end(JSON.stringify({ inner: requestId() })),
);
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
