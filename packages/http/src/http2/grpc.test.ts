import assert from 'node:assert/strict';
import http2 from 'node:http2';
import { after, afterEach, describe, it } from 'node:test';
import { answerOf, ask, listen, traceHttp2 } from './test-http2.ts';

const traced = traceHttp2();
const GRPC = { 'content-type': 'application/grpc+proto', te: 'trailers' };
const GRPC_JS = { ...GRPC, 'user-agent': 'shop/1 grpc-node-js/1.14.0' };

const streams = http2.createServer();
streams.on('stream', (stream) => stream.respond({}, { endStream: true }));
const requests = http2.createServer((_request, response) => void response.end());
const open = async (server: http2.Http2Server) => http2.connect(`http://127.0.0.1:${await listen(server)}`);
const toStreams = await open(streams);
const toRequests = await open(requests);

after(() => {
  for (const session of [toStreams, toRequests]) session.destroy();
  for (const server of [streams, requests]) server.close();
});
afterEach(() => assert.deepEqual(traced.warnings, []));

describe("gRPC is left to upstream's instrumentation", () => {
  it('where @grpc/grpc-js calls, and where it serves', async () => {
    await answerOf(toStreams.request({ ':method': 'POST', ...GRPC_JS }).end());
    await traced.take(0);
  });

  it('but not where others speak it among other HTTP, as Connect does', async () => {
    await ask(toRequests, GRPC);
    assert.equal((await traced.take(1))[0]!.attributes['http.response.status_code'], 200);
    await answerOf(toRequests.request({ ':method': 'POST', ...GRPC }).end());
    await traced.take(2);
  });

  it('and nothing else is that streams carry', async () => {
    await ask(toStreams, { 'content-type': 'application/json', 'user-agent': 'grpc-node-js/1' });
    await traced.take(1);
  });
});
