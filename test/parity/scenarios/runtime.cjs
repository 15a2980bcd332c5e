// The process itself: its event loop, heap and garbage collector, which are measured once it has run for a while.

exports.run = async ({ load, listen, close, ask, sleep }) => {
  const http = await load('node:http');
  const server = http.createServer((_request, response) => response.end('ok'));
  await ask(await listen(server), 'GET /orders');
  for (let round = 0; round < 20; round++) {
    JSON.stringify(Array.from({ length: 50_000 }, (_, index) => ({ index })));
    await sleep(100);
  }
  await close(server);
};
