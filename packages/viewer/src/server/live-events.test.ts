import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import { openTestServer, type TestServer } from './fixtures/test-server.ts';

/** Reads events one after another. */
async function listen(t: TestContext, { port }: TestServer) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = get({ host: '127.0.0.1', port, path: '/api/waymark/live', agent: false }, resolve);
  request.on('error', reject);
  t.after(() => request.destroy());
  const response = await promise;
  response.setEncoding('utf8');
  const pieces = response[Symbol.asyncIterator]();
  let text = '';
  const next = async (): Promise<string | undefined> => {
    while (!text.includes('\n\n')) {
      const piece = await pieces.next();
      if (piece.done) return undefined;
      text += piece.value;
    }
    const end = text.indexOf('\n\n');
    const event = text.slice(0, end);
    text = text.slice(end + 2);
    return event;
  };
  return { next, response, request };
}

const numberIn = (event = '') => (JSON.parse(event.split('\ndata: ')[1]!) as { version: number }).version;

describe('live events', () => {
  test('tell the status at once, and after each change', async (t) => {
    const server = await openTestServer(t);
    const { next, response } = await listen(t, server);
    assert.equal(response.headers['content-type'], 'text/event-stream; charset=utf-8');
    const first = await next();
    assert.match(first ?? '', /^event: change\ndata: \{"version":\d+,"otlpHttp":"http:\/\/127\.0\.0\.1:\d+"/);
    server.change();
    assert.ok(numberIn(await next()) > numberIn(first));
  });

  test('come to every page that is open, and to no more than a hundred', async (t) => {
    const server = await openTestServer(t);
    const pages = await Promise.all(Array.from({ length: 100 }, () => listen(t, server)));
    await Promise.all(pages.map((page) => page.next()));
    const { response } = await listen(t, server);
    assert.equal(response.statusCode, 503);
    server.change();
    const versions = await Promise.all(pages.map(async (page) => numberIn(await page.next())));
    assert.equal(new Set(versions).size, 1);
  });

  test('are not made for pages that have gone', async (t) => {
    const server = await openTestServer(t);
    const { next, request } = await listen(t, server);
    const before = numberIn(await next());
    request.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (let i = 0; i < 20; i++) server.change();
    assert.equal(numberIn(await (await listen(t, server)).next()), before + 1);
  });

  test('end with the server, which waits for nobody', async (t) => {
    const server = await openTestServer(t);
    const { next } = await listen(t, server);
    await next();
    const start = performance.now();
    await server.close();
    assert.ok(performance.now() - start < 900);
    assert.equal(await next(), undefined);
  });
});
