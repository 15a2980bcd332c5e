// Node's fetch, to a server in the same process.

exports.run = async ({ load, listen, close, span }) => {
  const http = await load('node:http');
  const late = new AbortController();
  const server = http.createServer((request, response) => {
    if (request.url === '/missing') response.writeHead(404);
    if (request.url === '/broken') response.writeHead(500);
    if (request.url === '/hang-up') return request.socket.destroy();
    if (request.url === '/silent') return late.abort();
    request.resume().on('end', () => response.end('ok'));
  });
  const port = await listen(server);
  const ask = (path, options) =>
    fetch(`http://127.0.0.1:${port}${path}`, options).then(
      (response) => response.text(),
      () => {},
    );
  await span('calls', async () => {
    await ask('/orders?page=2', { headers: { 'User-Agent': 'scenario/1' } });
    await ask('/posted', { method: 'POST', body: 'body' });
    await ask('/missing');
    await ask('/broken');
    await ask('/hang-up');
    await ask('/silent', { signal: late.signal });
  });
  await close(server);
};
