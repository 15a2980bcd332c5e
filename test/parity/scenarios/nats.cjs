// NATS, which upstream has no instrumentation for: the application's own spans, and nothing that its sockets add.

exports.run = async ({ load, span, port, failing }) => {
  const { connect } = await load('@nats-io/transport-node');
  const connection = await connect({ servers: `127.0.0.1:${port('nats')}` });
  connection.subscribe('orders', {
    callback: (_error, message) => message.respond(`paid ${message.string()}`),
  });
  await span('order', async () => {
    await connection.request('orders', 'tea');
    await failing(connection.request('nobody', 'tea'));
  });
  await connection.drain();
};
