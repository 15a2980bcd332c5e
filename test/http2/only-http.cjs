// Serves and fetches over HTTP/1: nothing of HTTP/2 is to be loaded.

const http = require('node:http');

const server = http
  .createServer((_request, response) => response.end('x'))
  .listen(0, '127.0.0.1', async () => {
    await (await fetch(`http://127.0.0.1:${server.address().port}`)).text();
    console.log(`loaded ${Object.keys(require.cache).some((file) => file.endsWith('http2.cjs'))}`);
    server.close();
    server.closeAllConnections();
  });
