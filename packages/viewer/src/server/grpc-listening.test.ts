import assert from 'node:assert/strict';
import { connect } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { test } from 'node:test';
import { TRACES, toProtobuf } from '@waymark/otlp';
import { BytesInFlight } from '../receiving/in-flight.ts';
import { intakeOf } from '../receiving/intake.ts';
import { NaiveStore } from '../store/oracle/naive-store.ts';
import { span, traces } from '../store/oracle/samples.ts';
import { listenGrpc } from './grpc-listening.ts';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

async function listen(hosts = ['127.0.0.1']) {
  const store = new NaiveStore();
  const options = { intake: intakeOf(store), inFlight: new BytesInFlight(1e6), maxBodyBytes: 1e6 };
  return { store, ...(await listenGrpc(options, hosts, 0, true)) };
}

/** One call, over a connection of its own. Gives the status of gRPC. */
function call(port: number, id: number): Promise<string> {
  const message = toProtobuf(TRACES, traces({ shop: [span(1, id)] }));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  const client = connect(`http://127.0.0.1:${port}`);
  const stream = client.request({
    ':method': 'POST',
    ':path': EXPORT,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  stream.on('trailers', (trailers) => resolve(String(trailers['grpc-status'])));
  stream.on('error', reject).on('close', () => client.close());
  client.on('error', reject);
  stream.resume().end(Buffer.concat([head, message]));
  return promise;
}

test('takes what the first connections send while HTTP/2 still loads', async () => {
  const { port, store, close } = await listen();
  const statuses = await Promise.all([1, 2, 3, 4].map((id) => call(port, id)));
  assert.deepEqual(statuses, ['0', '0', '0', '0']);
  assert.equal(store.status().spans, 4);
  assert.equal(await call(port, 5), '0');
  await close();
  await assert.rejects(call(port, 6));
});

test('a connection that says nothing, or nonsense, keeps nobody from calling, nor from the end', async () => {
  const { port, close } = await listen();
  const silent = connectSocket(port, '127.0.0.1').on('error', () => {});
  const gone = connectSocket(port, '127.0.0.1', () => gone.resetAndDestroy()).on('error', () => {});
  const odd = connectSocket(port, '127.0.0.1', () => odd.write('GET / HTTP/1.1\r\n\r\n')).on(
    'error',
    () => {},
  );
  assert.equal(await call(port, 1), '0');
  const began = performance.now();
  await close();
  assert.ok(performance.now() - began < 3000);
  silent.destroy();
});
