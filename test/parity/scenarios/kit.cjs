// What scenarios have at hand. Nothing here is traced by itself: the spans of a scenario are those of what it uses.

const { once } = require('node:events');
const net = require('node:net');
const { SpanStatusCode, trace } = require('@opentelemetry/api');

/** Runs `work` within a span of the application's own, so that what needs a parent has one. */
exports.span = (name, work) =>
  trace.getTracer('scenario').startActiveSpan(name, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      throw error;
    } finally {
      span.end();
    }
  });

/** Where a server of the row's `needs` listens, on 127.0.0.1. */
exports.port = (server) => Number(process.env[`SCENARIO_${server.toUpperCase()}_PORT`]);

/** Listens on a free port of 127.0.0.1, and returns it. */
exports.listen = (server) =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });

/** Stops a server and its connections. */
exports.close = (server) =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections?.();
  });

/** One request over a bare socket, so that there is no CLIENT span; returns the whole answer as text. */
exports.ask = (port, requestLine, headers = {}, body = '') =>
  new Promise((resolve, reject) => {
    const fields = { Host: 'shop.example', Connection: 'close', ...headers };
    if (body !== '') fields['Content-Length'] = String(Buffer.byteLength(body));
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = net.connect(port, '127.0.0.1', () =>
      socket.write(`${requestLine} HTTP/1.1\r\n${lines.join('')}\r\n${body}`),
    );
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      answer += text;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });

/** Begins a request, and cuts the connection once the server's handler has it. */
exports.askThenHangUp = async (server, requestLine) => {
  const socket = net.connect(server.address().port, '127.0.0.1').on('error', () => {});
  socket.write(`${requestLine} HTTP/1.1\r\nHost: shop.example\r\n\r\n`);
  const [, response] = await once(server, 'request');
  setImmediate(() => socket.destroy());
  await once(response, 'close');
};

/** A rejection that is expected: hands its error back. */
exports.failing = (promise) =>
  promise.then(
    () => Promise.reject(new Error('did not fail')),
    (error) => error,
  );

exports.sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
