// node:http as a server, asked over a bare socket.

exports.run = async ({ load, listen, close, ask }) => {
  const http = await load('node:http');
  const server = http.createServer((request, response) => {
    if (request.url === '/missing') response.writeHead(404);
    if (request.url === '/broken') response.writeHead(500);
    response.end('ok');
  });
  const port = await listen(server);
  await ask(port, 'GET /orders?page=2', { 'User-Agent': 'scenario/1' });
  await ask(port, 'POST /missing', {}, 'body');
  await ask(port, 'GET /broken');
  await close(server);
};
