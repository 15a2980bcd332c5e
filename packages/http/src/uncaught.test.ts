import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { installedNodes } from '@waymark/testing';
import { type BundledApp, bundleForApps } from './test-bundled-app.ts';

/** One line of thousands of characters, which Node must never print. */
let bundled: BundledApp;
before(async () => {
  bundled = await bundleForApps();
});
after(() => bundled.remove());

const app = (handler: string, around = '') => `const http = require('node:http');
${around}
const server = http.createServer((request, response) => {
  ${handler}
}).listen(0, '127.0.0.1', () => http.get({ port: server.address().port, host: '127.0.0.1' }).on('error', () => {}));
`;

const run: BundledApp['run'] = (version, source, traced) =>
  bundled.run(version, source, traced, { SPANS: '1' });

/**
 * Frames say who called: ours stand between those of Node and the app's, and Node's `writeHead` is at its own name only
 * under the deprecated alias. All else must be byte for byte.
 */
const withoutOurFrames = (stderr: string) =>
  stderr
    .replace(
      /^ {4}at (?:.*register\.cjs:.*|(?:AsyncLocalStorage\.run|AsyncResource\.runInAsyncScope) \(.*)\n/gm,
      '',
    )
    .replace('writeHead [as writeHeader]', 'writeHead');

for (const version of installedNodes()) {
  describe(`an uncaught throw of a request handler on Node ${version}`, () => {
    const thrown: Record<string, string> = {
      'an error': `throw new TypeError('broken');`,
      'a string': `throw 'broken';`,
      'an object': `throw { code: 7 };`,
      'a refused head': 'response.writeHead(9999);',
    };
    for (const [what, handler] of Object.entries(thrown)) {
      it(`prints what it prints without us: ${what}`, async () => {
        const bare = await run(version, app(handler), false);
        const traced = await run(version, app(handler), true);
        assert.match(bare.stderr, /app\.cjs:4|node:_http_server/);
        assert.equal(withoutOurFrames(traced.stderr), bare.stderr);
        assert.equal(traced.code, bare.code);
      });
    }

    it('is on the span', async () => {
      const { stdout } = await run(version, app(thrown['an error']!), true);
      assert.match(
        stdout,
        /SERVER GET\n(?: .*\n)* {2}status ERROR broken\n {2}event exception TypeError broken\n/,
      );
    });

    it('leaves a process alive that handles it, and the next error to its own request', async () => {
      const survive = `let left = 2;
process.on('uncaughtException', () => {
  if (--left === 0) process.exit();
  http.get({ port: server.address().port, host: '127.0.0.1' }).on('error', () => {});
});`;
      const { stdout, stderr } = await run(version, app(`throw new Error('broken' + left);`, survive), true);
      assert.equal(stderr, '');
      assert.deepEqual(stdout.match(/event exception .*/g)?.sort(), [
        'event exception Error broken1',
        'event exception Error broken2',
      ]);
    });

    it('is not on the span when the app catches it around its own emit', async () => {
      const caught = `let open;
process.on('uncaughtException', () => open.on('close', () => setImmediate(process.exit)).writeHead(500).end());
const emit = http.Server.prototype.emit;
http.Server.prototype.emit = function (...args) {
  try {
    return emit.apply(this, args);
  } catch {
    open = args[2];
    setImmediate(() => { throw new Error('another'); });
  }
};`;
      const { stdout } = await run(version, app(`throw new Error('broken');`, caught), true);
      assert.match(stdout, /SERVER GET\n/);
      assert.match(stdout, /http\.response\.status_code=500/);
      assert.doesNotMatch(stdout, /event exception/);
    });
  });
}
