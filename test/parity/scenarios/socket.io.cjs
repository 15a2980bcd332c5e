// socket.io: what a server emits and receives, in a namespace and a room.

exports.run = async ({ load, listen }) => {
  const http = await load('node:http');
  const { Server } = await load('socket.io');
  const { io } = await load('socket.io-client');
  const httpServer = http.createServer();
  const server = new Server(httpServer, { transports: ['websocket'] });
  server.on('connection', (socket) => {
    socket.join('buyers');
    socket.on('order', (id, answer) => {
      socket.emit('taken', id);
      server.to('buyers').emit('news', id);
      answer('ok');
    });
  });
  server.of('/stock').on('connection', (socket) => socket.emit('level', 3));
  const port = await listen(httpServer);
  const options = { transports: ['websocket'], reconnection: false };
  const client = io(`http://127.0.0.1:${port}`, options);
  const stock = io(`http://127.0.0.1:${port}/stock`, options);
  const level = new Promise((resolve) => stock.once('level', resolve));
  const news = new Promise((resolve) => client.once('news', resolve));
  await client.emitWithAck('order', 7);
  await Promise.all([level, news]);
  client.close();
  stock.close();
  await new Promise((resolve) => server.close(resolve));
};
