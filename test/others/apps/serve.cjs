/** A server that answers one request, made over a bare socket so that no client takes part; then `done` ends the rest. */

const http = require('node:http');
const net = require('node:net');

module.exports = (done) => {
  const server = http.createServer((request, response) => {
    console.log(`trace ${request.headers.traceparent ?? 'none'}`);
    response.end('served');
  });
  server.listen(0, '127.0.0.1', () => {
    const socket = net.connect(server.address().port, '127.0.0.1');
    socket.write('GET /orders HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n');
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    socket.on('close', async () => {
      console.log(`x-request-id ${/x-request-id/i.test(text)}`);
      server.close();
      await done?.();
    });
  });
};
