import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, connect as openSession } from 'node:http2';
import { connect } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { BytesInFlight } from '../receiving/in-flight.ts';
import { intakeOf } from '../receiving/intake.ts';
import { otlpGrpc } from '../receiving/otlp-grpc.ts';
import { NaiveStore } from '../store/oracle/naive-store.ts';
import { openTestServer } from './fixtures/test-server.ts';
import { closeHttp, httpServer } from './http-server.ts';

/** What the server says to bytes that never become a request, until it closes the connection. */
function answerTo(t: TestContext, port: number, text: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(port, '127.0.0.1', () => socket.write(text));
  let answer = '';
  socket.setEncoding('utf8').on('data', (data: string) => {
    answer += data;
  });
  socket.on('error', () => {}).on('close', () => resolve(answer));
  t.after(() => socket.destroy());
  return promise;
}

const POST = 'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

describe('a sender that trickles', () => {
  async function quickServer(t: TestContext): Promise<number> {
    const server = httpServer((request, response) => request.resume().on('end', () => response.end()), {
      headersTimeout: 100,
      requestTimeout: 200,
      connectionsCheckingInterval: 20,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => closeHttp(server));
    return (server.address() as { port: number }).port;
  }

  test('nothing at all is let go with 408', async (t) => {
    assert.match(await answerTo(t, await quickServer(t), ''), /^HTTP\/1.1 408 /);
  });

  test('its headers is let go with 408', async (t) => {
    assert.match(
      await answerTo(t, await quickServer(t), 'POST /v1/traces HTTP/1.1\r\nHost: l'),
      /^HTTP\/1.1 408 /,
    );
  });

  test('its body is let go with 408', async (t) => {
    const port = await quickServer(t);
    assert.match(await answerTo(t, port, `${POST}Content-Length: 10\r\n\r\n{`), /^HTTP\/1.1 408 /);
  });
});

test('a connection that never calls by gRPC is let go, one that does stays', async (t) => {
  const receiving = {
    intake: intakeOf(new NaiveStore()),
    inFlight: new BytesInFlight(1e6),
    maxBodyBytes: 1e6,
  };
  const server = otlpGrpc(createServer, receiving, 100);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const { port } = server.address() as { port: number };
  const caller = openSession(`http://127.0.0.1:${port}`);
  t.after(() => caller.destroy());
  await once(caller.request({ ':path': '/none' }).resume(), 'close');
  const silent = connect(port, '127.0.0.1');
  const idle = openSession(`http://127.0.0.1:${port}`).on('error', () => {});
  await Promise.all([once(silent.resume(), 'close'), once(idle, 'close')]);
  assert.equal(caller.closed, false);
});

describe('bytes that are no good HTTP', () => {
  const bad: [string, string, RegExp][] = [
    ['no HTTP at all', 'hello\r\n\r\n', /^HTTP\/1.1 400 /],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', /^HTTP\/1.1 400 /],
    ['no Host, as HTTP/1.0 allows', 'GET /api/traces HTTP/1.0\r\n\r\n', /^HTTP\/1.1 403 /],
    ['two lengths', `${POST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`, /^HTTP\/1.1 400 /],
    [
      'a length and chunks',
      `${POST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      /^HTTP\/1.1 400 /,
    ],
    ['a negative length', `${POST}Content-Length: -1\r\n\r\n`, /^HTTP\/1.1 400 /],
    ['endless headers', `GET / HTTP/1.1\r\nHost: localhost\r\n${'X: y\r\n'.repeat(5000)}`, /^HTTP\/1.1 431 /],
  ];
  for (const [condition, text, answer] of bad) {
    test(`are refused: ${condition}`, async (t) => {
      const server = await openTestServer(t);
      assert.match(await answerTo(t, server.port, text), answer);
      assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    });
  }
});

test('a sender that leaves in the middle leaves nothing behind', async (t) => {
  const server = await openTestServer(t, { maxBytesInFlight: 5000 });
  for (let i = 0; i < 20; i++) {
    const socket = connect(server.port, '127.0.0.1');
    await new Promise<void>((resolve) =>
      socket.write(`${POST}Content-Length: 4000\r\n\r\n${'['.repeat(3000)}`, () => resolve()),
    );
    socket.destroy();
  }
  const body = JSON.stringify({ resourceSpans: [] }).padEnd(4000);
  const post = () =>
    fetch(`${server.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  // The last ones may not have been noticed yet.
  let { status } = await post();
  for (let tries = 0; status === 429 && tries < 100; tries++) ({ status } = await post());
  assert.equal(status, 200);
  assert.equal(server.store.status().spans, 0);
});
