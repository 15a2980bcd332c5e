// What app.cjs and app.mjs do with what they imported.

exports.run = async ({ connect, createServer }) => {
  const compat = createServer((request, response) => {
    const body = [];
    request.on('data', (chunk) => body.push(chunk));
    request.on('end', () => {
      response.setHeader('content-type', 'text/plain');
      response.end(Buffer.concat(body));
    });
  });
  const streams = createServer();
  streams.on('stream', (stream) => {
    stream.respond({ ':status': 404 });
    stream.end();
  });
  for (const [server, path] of [
    [compat, '/compat'],
    [streams, '/streams'],
  ]) {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const session = connect(`http://127.0.0.1:${server.address().port}`);
    const stream = session.request({ ':method': 'POST', ':path': path });
    stream.end('body');
    let id;
    stream.on('response', (headers) => {
      id = headers['x-request-id'];
    });
    await new Promise((resolve) => stream.resume().on('close', resolve));
    console.log(`${path} ${id === undefined ? 'no id' : 'an id'}`);
    session.close();
    server.close();
  }
  console.log(`loaded ${Object.keys(require.cache).some((file) => file.endsWith('http2.cjs'))}`);
};
