// What stands on both sides of our service, with tracers that are not OpenTelemetry's. `/call?peer=jaeger&to=...` makes a span and a
// request below it, and answers `{ sent, received }`: what the tracer put into that request, and what it made of ours, which our
// service sends to `/received?peer=jaeger`.
const http = require('node:http');
const peers = {
  ...require('./peers/jaeger.cjs'),
  ...require('./peers/zipkin.cjs'),
  ...require('./peers/xray.cjs'),
  ...require('./peers/lightstep.cjs'),
};

const server = http.createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const peer = peers[searchParams.get('peer')];
  try {
    const answer =
      pathname === '/received'
        ? peer.read(request)
        : await peer.call(addressFor(searchParams), searchParams.get('sampling'));
    response.end(JSON.stringify(answer));
  } catch (error) {
    response.writeHead(500).end(error.stack);
  }
});

/** Of our service, with our own as the one that it is to ask. */
function addressFor(searchParams) {
  const back = `http://127.0.0.1:${server.address().port}/received?peer=${searchParams.get('peer')}`;
  return `${searchParams.get('to')}?to=${encodeURIComponent(back)}`;
}

server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
