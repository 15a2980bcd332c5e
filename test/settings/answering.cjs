// Answers over HTTP/1 and HTTP/2; /own with headers of its own.
const http = require('node:http');
const http2 = require('node:http2');

const answer = (request, response) => {
  if (request.url === '/own') response.setHeader('Server-Timing', 'db;dur=5');
  response.end('ok');
};
const server = http.createServer(answer);
const server2 = http2.createServer(answer);
server.listen(0, '127.0.0.1', () => {
  server2.listen(0, '127.0.0.1', () => {
    console.log(`listening on ${server.address().port} and ${server2.address().port}`);
  });
});
process.on('message', () => {
  for (const each of [server, server2]) each.close();
  server.closeAllConnections();
  process.disconnect();
});
