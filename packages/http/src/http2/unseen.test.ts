import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { installedNodes } from '@waymark/testing';
import { type BundledApp, bundleForApps } from '../test-bundled-app.ts';

/** One line of thousands of characters, which Node must never print. */
let bundled: BundledApp;
before(async () => {
  bundled = await bundleForApps('http2/test-register.ts');
});
after(() => bundled.remove());

const app = (onRequest: string, onStream: string) => `Error.stackTraceLimit = 50;
const http2 = require('node:http2');
const compat = http2.createServer((request, response) => {
  ${onRequest}
}).listen(0, '127.0.0.1', () => ask(compat));
const streams = http2.createServer().on('stream', (stream) => {
  ${onStream}
}).listen(0, '127.0.0.1', () => ask(streams));
function ask(server) {
  const session = http2.connect('http://127.0.0.1:' + server.address().port).on('error', () => {});
  const stream = session.request().on('error', () => {});
  show('client', { session, stream });
  stream.resume().on('close', () => session.close());
  stream.on('close', () => server.close());
}
function show(when, parts) {
  if (!process.env.SHOW) return;
  for (const [name, part] of Object.entries(parts)) {
    console.log(when, name, Reflect.ownKeys(part), Reflect.ownKeys({ ...part }), part.eventNames?.());
  }
}
`;

/** Ours stand between those of Node and the app's. */
const withoutOurFrames = (stderr: string) =>
  stderr.replace(
    /^ {4}at (?:.*register\.cjs:.*|.*\(node:async_hooks:.*|AsyncLocalStorage\.run \(.*)\n/gm,
    '',
  );

for (const version of installedNodes()) {
  describe(`HTTP/2 on Node ${version}`, () => {
    const thrown = {
      'a request listener': app(`throw new TypeError('broken');`, 'setTimeout(() => {}, 1e5).unref();'),
      'a stream listener': app('setTimeout(() => {}, 1e5).unref();', `throw new TypeError('broken');`),
      'a refused head': app('', `stream.respond({ ':status': 99 });`),
    };
    for (const [where, source] of Object.entries(thrown)) {
      it(`an uncaught throw of ${where} prints what it prints without us, and is on the span`, async () => {
        const bare = await bundled.run(version, source, false);
        const traced = await bundled.run(version, source, true, { SPANS: '1' });
        assert.match(bare.stderr, /broken|Invalid status code/);
        assert.equal(withoutOurFrames(traced.stderr), withoutOurFrames(bare.stderr));
        assert.equal(traced.code, bare.code);
        assert.match(traced.stdout, /SERVER GET\n(?: .*\n)* {2}status ERROR .*\n {2}event exception /);
      });
    }

    it('nothing of ours shows on what the app gets', async () => {
      const source = app(
        `show('serving', { request, response, stream: response.stream, server: compat }); response.end('x');`,
        `show('serving', { stream, session: stream.session }); stream.respond({ a: 'b' }); stream.end();`,
      );
      const bare = await bundled.run(version, source, false, { SHOW: '1' });
      const traced = await bundled.run(version, source, true, { SHOW: '1' });
      assert.match(bare.stdout, /serving server/);
      assert.deepEqual(comparable(traced.stdout), comparable(bare.stdout));
    });
  });
}

/** The two servers may be asked in either order. */
function comparable(shown: string): string[] {
  return shown.split(/^(?=serving|client)/m).sort();
}
