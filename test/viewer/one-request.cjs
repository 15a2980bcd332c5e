// Answers one request of its own, and logs a line in it.
'use strict';

const http = require('node:http');

const server = http.createServer((_request, response) => {
  console.log('asked');
  response.end('ok');
});
server.listen(0, '127.0.0.1', () => {
  const headers = { 'x-request-id': 'r-42' };
  http.get({ port: server.address().port, host: '127.0.0.1', headers }, (response) => {
    response.resume().on('end', () => server.close());
  });
});
