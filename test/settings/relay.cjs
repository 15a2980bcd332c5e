// Answers /in by calling itself at /out, and with the headers that arrived there.
const http = require('node:http');

const server = http.createServer((request, response) => {
  if (request.url === '/out') return response.end(JSON.stringify(request.headers));
  http.get({ port: server.address().port, path: '/out', host: '127.0.0.1' }, (out) => out.pipe(response));
});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
