// gRPC on both sides: unary, streams of each kind, an error. Without protobuf: the messages are JSON.

const codec = {
  serialize: (value) => Buffer.from(JSON.stringify(value)),
  deserialize: (bytes) => JSON.parse(bytes),
};
const method = (path, requestStream = false, responseStream = false) => ({
  path: `/shop.Orders/${path}`,
  requestStream,
  responseStream,
  requestSerialize: codec.serialize,
  requestDeserialize: codec.deserialize,
  responseSerialize: codec.serialize,
  responseDeserialize: codec.deserialize,
});
const service = {
  one: method('One'),
  refuse: method('Refuse'),
  list: method('List', false, true),
  sum: method('Sum', true),
  talk: method('Talk', true, true),
};

exports.run = async ({ load, span, failing }) => {
  const grpc = await load('@grpc/grpc-js');
  const server = new grpc.Server();
  server.addService(service, {
    one: ({ request }, answer) => answer(null, { order: request.id }),
    refuse: (_call, answer) => answer({ code: grpc.status.NOT_FOUND, details: 'out of stock' }),
    list: (call) => {
      call.write({ id: 1 });
      call.end();
    },
    sum: (call, answer) => {
      let sum = 0;
      call.on('data', ({ id }) => {
        sum += id;
      });
      call.on('end', () => answer(null, { sum }));
    },
    talk: (call) => {
      call.on('data', (message) => call.write(message));
      call.on('end', () => call.end());
    },
  });
  const credentials = grpc.ServerCredentials.createInsecure();
  const port = await promised((done) => server.bindAsync('127.0.0.1:0', credentials, done));
  const Client = grpc.makeGenericClientConstructor(service, 'shop.Orders');
  const client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  await span('calls', async () => {
    await promised((done) => client.one({ id: 7 }, done));
    await failing(promised((done) => client.refuse({ id: 7 }, done)));
    await ended(client.list({}));
    await promised((done) => {
      const call = client.sum(done);
      call.write({ id: 1 });
      call.end();
    });
    const talk = client.talk();
    talk.write({ id: 1 });
    talk.end();
    await ended(talk);
  });
  client.close();
  await promised((done) => server.tryShutdown(done));
};

const promised = (call) =>
  new Promise((resolve, reject) => call((error, value) => (error ? reject(error) : resolve(value))));
const ended = (call) => new Promise((resolve) => call.on('data', () => {}).on('end', resolve));
