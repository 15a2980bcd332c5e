// node:http as a client, to a server in the same process: the trace goes through the headers.

exports.run = async ({ load, listen, close, span }) => {
  const http = await load('node:http');
  const late = new AbortController();
  const server = http.createServer((request, response) => {
    if (request.url === '/missing') response.writeHead(404);
    if (request.url === '/hang-up') return request.socket.destroy();
    if (request.url === '/silent') return late.abort();
    response.end('ok');
  });
  const port = await listen(server);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const origin = `http://127.0.0.1:${port}`;
  const ended = (request) =>
    new Promise((resolve) => {
      request.on('response', (response) => response.resume());
      request.on('error', () => {});
      request.on('close', resolve);
    });
  await span('calls', async () => {
    await ended(http.get(`${origin}/orders?page=2`, { agent }));
    await ended(http.get(new URL('/again', origin), { agent }));
    await ended(http.request({ host: '127.0.0.1', port, path: '/posted', method: 'POST' }).end('body'));
    await ended(http.get(`${origin}/missing`));
    await ended(http.get(`${origin}/hang-up`));
    await ended(http.get('http://127.0.0.1:1/refused'));
    await ended(http.get(`${origin}/silent`, { signal: late.signal }));
  });
  agent.destroy();
  await close(server);
};
