/** Asks itself two questions by HTTP/2, and ends. */

const http2 = require('node:http2');

const server = http2.createServer((request, response) => {
  if (request.url === '/fails') response.stream.respond({ ':status': 503 }, { endStream: true });
  else response.end('answer');
});
server.listen(0, '127.0.0.1', () => {
  const session = http2.connect(`http://127.0.0.1:${server.address().port}`);
  const headers = {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'x-request-id': 'caller-7',
    'x-service-name': 'storefront',
  };
  const ask = (path, then) =>
    session
      .request({ ...headers, ':path': path })
      .resume()
      .on('close', then);
  ask('/question', () =>
    ask('/fails', () => {
      session.close();
      server.close();
    }),
  );
});
