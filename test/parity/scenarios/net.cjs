// node:net: a connection that succeeds and one that is refused.

exports.run = async ({ load, listen, close, span }) => {
  const net = await load('node:net');
  const server = net.createServer((socket) => socket.end('ok'));
  const port = await listen(server);
  await span('connects', async () => {
    await new Promise((resolve) => net.connect(port, '127.0.0.1').resume().on('close', resolve));
    await new Promise((resolve) =>
      net
        .connect(1, '127.0.0.1')
        .on('error', () => {})
        .on('close', resolve),
    );
  });
  await close(server);
};
