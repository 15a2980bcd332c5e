// node:http as a server, asked over a bare socket.

exports.run = async ({ load, listen, close, ask, askThenHangUp }) => {
  const http = await load('node:http');
  const server = http.createServer((request, response) => {
    if (request.url === '/missing') response.writeHead(404);
    if (request.url === '/broken') response.writeHead(500);
    if (request.url === '/silent') return request.resume();
    if (request.url === '/cut') return response.flushHeaders();
    request.resume().on('end', () => response.end('ok'));
  });
  const port = await listen(server);
  await ask(port, 'GET /orders?page=2', { 'User-Agent': 'scenario/1' });
  await ask(port, 'POST /missing', {}, 'body');
  await ask(port, 'GET /broken');
  await ask(port, 'HEAD /orders');
  await ask(port, 'PURGE /orders');
  await ask(port, 'GET /forwarded', { Forwarded: 'for=192.0.2.7;host=public.example;proto=https' });
  await ask(port, 'GET /known', { 'X-Request-ID': 'caller-7', traceparent: PARENT });
  await ask(port, 'GET /unsampled', { traceparent: PARENT.replace(/01$/, '00') });
  await askThenHangUp(server, 'GET /silent');
  await askThenHangUp(server, 'GET /cut');
  await close(server);
};

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
