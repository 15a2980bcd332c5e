import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { nextRecord, requestLog, Switched } from '../request-log/test-records.ts';
import { ask, listen, traceHttp2, untraced } from './test-http2.ts';

const sampler = new Switched();
traceHttp2({ sampler, requestLog: requestLog() });

let onStream: (stream: http2.ServerHttp2Stream) => void;
let onRequest: (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void;
const streams = http2.createServer().on('stream', (stream) => {
  stream.on('error', () => {});
  onStream(stream);
});
const compat = http2.createServer((request, response) => onRequest(request, response));
let toStreams: http2.ClientHttp2Session;
let toCompat: http2.ClientHttp2Session;
before(async () => {
  toStreams = http2.connect(`http://127.0.0.1:${await listen(streams)}`);
  toCompat = http2.connect(`http://127.0.0.1:${await listen(compat)}`);
});
after(() => {
  for (const session of [toStreams, toCompat]) session.destroy();
  for (const server of [streams, compat]) server.close();
});

const SIZES = ['http.request.body.size', 'http.response.body.size'];

for (const isOn of [true, false]) {
  test(`a stream that is ${isOn ? '' : 'not '}sampled has a record`, async () => {
    sampler.isOn = isOn;
    onStream = (stream) => {
      stream.resume().on('end', () => {
        stream.respond({ ':status': 201 });
        stream.write('für');
        stream.end('abc');
      });
    };
    await ask(toStreams, { ':path': '/a?x=1', ':authority': 'shop.example:81' }, 'one', 'two');
    const { body, severityText, isRecording, attributes } = await nextRecord();
    assert.match(`${severityText} ${body}`, /^INFO POST \/a 201 in /);
    assert.equal(isRecording, false);
    const names = ['url.path', 'url.query', 'server.address', 'network.protocol.version', ...SIZES];
    assert.deepEqual(
      names.map((name) => attributes![name]),
      ['/a', 'x=1', 'shop.example', '2', 6, 7],
    );
  });
}

test('a request of the compatibility API has one, and its sizes', async () => {
  onRequest = (request, response) => {
    request.resume().on('end', () => {
      response.write('1234');
      response.end('5678');
    });
  };
  await ask(toCompat, { ':path': '/b' }, 'body');
  const { attributes } = await nextRecord();
  assert.deepEqual(
    SIZES.map((name) => attributes![name]),
    [4, 8],
  );
});

test('a file that Node sends has the size that it announces', async () => {
  const file = path.join(tmpdir(), `waymark-request-log-${process.pid}`);
  writeFileSync(file, 'x'.repeat(300));
  onStream = (stream) => {
    const statCheck: http2.ServerStreamFileResponseOptions['statCheck'] = ({ size }, head) => {
      head['content-length'] = size;
    };
    stream.respondWithFile(file, { ':status': 200 }, { statCheck });
  };
  await ask(toStreams, { ':path': '/file' });
  assert.equal((await nextRecord()).attributes!['http.response.body.size'], 300);
});

test('a stream that the client gives up is a warning, and one that fails an error', async () => {
  const begun = Promise.withResolvers<void>();
  onStream = () => begun.resolve();
  const stream = untraced(() => toStreams.request({ ':path': '/slow' }));
  stream.on('error', () => {});
  await begun.promise;
  stream.close(http2.constants.NGHTTP2_CANCEL);
  const { severityText, body, attributes } = await nextRecord();
  assert.match(`${severityText} ${body}`, /^WARN GET \/slow aborted in /);
  assert.equal(attributes!['waymark.request.aborted'], true);

  onStream = (served) => served.destroy(new RangeError('no'));
  await ask(toStreams, { ':path': '/fails' }).catch(() => {});
  const failed = await nextRecord();
  assert.equal(failed.severityText, 'ERROR');
});
