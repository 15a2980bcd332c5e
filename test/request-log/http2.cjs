/** Asks itself one question by HTTP/2, and ends. */

const http2 = require('node:http2');

const server = http2.createServer((_request, response) => response.end('answer'));
server.listen(0, '127.0.0.1', () => {
  const session = http2.connect(`http://127.0.0.1:${server.address().port}`);
  const stream = session.request({ ':path': '/question' });
  stream.resume().on('close', () => {
    session.close();
    server.close();
  });
});
