/** Trap 13, the options that leave a side of HTTP as it is without us: they hold when a module is patched. */
import assert from 'node:assert/strict';
import http from 'node:http';
import http2 from 'node:http2';
import { it } from 'node:test';
import { httpHooks } from '../hooks.ts';
import { answerOf, listen as listenHttp2, traceHttp2 } from '../http2/test-http2.ts';
import { listen, stop } from '../traced-process.ts';

const options = {
  disableIncomingRequestInstrumentation: true,
  disableOutgoingRequestInstrumentation: true,
};

it('neither servers nor clients are traced, of both versions of HTTP', async () => {
  const { connect, createServer } = http2;
  const traced = traceHttp2({ hooks: httpHooks(options, assert.fail) });
  const carried: unknown[] = [];
  const server = http.createServer((request, response) => {
    carried.push(request.headers['traceparent']);
    response.end();
  });
  const port = await listen(server);
  const answer = await new Promise<http.IncomingMessage>((resolve) => {
    http.get({ host: '127.0.0.1', port }, (received) => received.resume().on('end', () => resolve(received)));
  });
  const streams = http2.createServer((request, response) => {
    carried.push(request.headers['traceparent']);
    response.end();
  });
  const session = http2.connect(`http://127.0.0.1:${await listenHttp2(streams)}`);
  const { headers } = await answerOf(session.request());
  assert.deepEqual([answer.headers['x-request-id'], headers['x-request-id']], [undefined, undefined]);
  assert.deepEqual(carried, [undefined, undefined]);
  assert.deepEqual([http2.connect, http2.createServer], [connect, createServer]);
  await traced.take(0);
  session.close();
  streams.close();
  await stop(server);
});
