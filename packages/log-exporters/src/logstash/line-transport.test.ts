import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, StreamConnector, type StreamListener, type TlsOptions } from '@waymark/delivery';
import { makeAuthority } from '@waymark/testing';
import { startReceiver } from './fixtures/receiver.ts';
import { LineRound } from './line-round.ts';
import { LineTransport } from './line-transport.ts';
import { lineVerdict } from './line-verdict.ts';

const authority = makeAuthority();
const { ca } = authority;
const server = authority.issue();

function transportTo(
  url: string,
  { tls, timeoutMs = 2_000, receiptMs }: { tls?: TlsOptions; timeoutMs?: number; receiptMs?: number } = {},
) {
  const destination = { url, timeoutMs, contentType: '', userAgent: '', ...(tls ? { tls } : {}) };
  return new LineTransport(destination, { program: '', ...(receiptMs === undefined ? {} : { receiptMs }) });
}

const post = (transport: LineTransport, text: string) => transport.post(Buffer.from(text));

/** What became of a promise so far. */
function outcomeOf(promise: Promise<unknown>): () => string {
  let outcome = 'waits';
  promise.then(
    () => (outcome = 'taken'),
    ({ code }: Failure) => (outcome = code),
  );
  return () => outcome;
}

for (const [what, secure, tls] of [
  ['TCP', undefined, undefined],
  ['TLS', server, { ca }],
  ['TLS with a client certificate', { ...server, ca, requestCert: true }, { ca, ...authority.issue() }],
] as const) {
  test(`over ${what}, what is there together goes over one connection, in order`, async () => {
    await using receiver = await startReceiver({ ...(secure ? { secure } : {}) });
    const transport = transportTo(receiver.url, tls ? { tls } : {});
    const answers = await Promise.all(['a\n', 'b\n', 'c\n'].map((text) => post(transport, text)));
    assert.deepEqual(receiver.texts, ['a\nb\nc\n']);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    await post(transport, 'd\n');
    assert.deepEqual(receiver.texts, ['a\nb\nc\n', 'd\n']);
  });

  test(`over ${what}, a large body arrives whole`, async () => {
    await using receiver = await startReceiver({ ...(secure ? { secure } : {}) });
    const transport = transportTo(receiver.url, tls ? { tls } : {});
    const text = '0123456789\n'.repeat(300_000);
    await post(transport, text);
    assert.equal(receiver.texts[0], text);
  });
}

test('nothing is taken before the receiver has read it', async () => {
  let reader: Socket | undefined;
  await using receiver = await startReceiver({
    onConnect: (socket) => {
      reader = socket;
    },
  });
  const taken = post(transportTo(receiver.url), 'a\n');
  const outcome = outcomeOf(taken);
  await sleep(60);
  assert.equal(outcome(), 'waits');
  reader!.resume();
  await taken;
  assert.deepEqual(receiver.texts, ['a\n']);
});

test('what is not connected yet is given up at the end', async () => {
  await using silent = await startReceiver();
  const transport = transportTo(silent.url.replace('tcp:', 'tls:'));
  const outcome = outcomeOf(post(transport, 'a\n'));
  while (silent.sockets.length === 0) await sleep(5);
  const closed = once(silent.sockets[0]!, 'close', { signal: AbortSignal.timeout(1_000) });
  transport.close();
  await closed;
  assert.equal(outcome(), 'ABORT_ERR');
});

test('a receiver that is far away, and ends at once, has taken nothing', async () => {
  await using receiver = await startReceiver({
    allowHalfOpen: true,
    onConnect: (socket) => setTimeout(() => socket.end(), 130),
  });
  const destination = { url: receiver.url, timeoutMs: 2_000, contentType: '', userAgent: '' };
  class FarConnector extends StreamConnector {
    override async connect(listener: StreamListener) {
      const connection = await super.connect(listener);
      await sleep(100);
      return connection;
    }
  }
  const far = new FarConnector(destination, { defaultPort: 1 });
  const round = new LineRound(far, { connectMs: 2_000, receiptMs: 2_000 }, () => {});
  await assert.rejects(round.send(Buffer.from('a\n')), { code: 'ECONNRESET' });
});

test('what comes while a connection is being ended goes over the next one', async () => {
  const readers: Socket[] = [];
  await using receiver = await startReceiver({ onConnect: (socket) => readers.push(socket) });
  const transport = transportTo(receiver.url);
  const first = post(transport, 'a\n');
  while (readers.length === 0) await sleep(5);
  await sleep(60);
  const second = post(transport, 'b\n');
  while (readers.length === 1) await sleep(5);
  for (const reader of readers) reader.resume();
  await Promise.all([first, second]);
  assert.deepEqual(receiver.texts, ['a\n', 'b\n']);
});

test('a receiver that keeps its end open has taken what was written, when the time is over', async () => {
  await using receiver = await startReceiver({ allowHalfOpen: true });
  const began = performance.now();
  const answer = await post(transportTo(receiver.url, { receiptMs: 100 }), 'a\n');
  assert.deepEqual(lineVerdict(answer), {
    kind: 'delivered',
    rejected: 0,
    message:
      'the receiver has not ended the connection in time, so that nobody knows whether it has read them',
  });
  assert.ok(performance.now() - began > 95);
  assert.deepEqual(receiver.texts, ['a\n']);
});

test('a receiver that takes nothing for longer than the timeout is waited for', async () => {
  let reader: Socket | undefined;
  await using receiver = await startReceiver({
    onConnect: (socket) => {
      reader = socket;
    },
  });
  const text = '0123456789\n'.repeat(1_500_000);
  const taken = post(transportTo(receiver.url, { timeoutMs: 50, receiptMs: 5_000 }), text);
  const outcome = outcomeOf(taken);
  await sleep(300);
  assert.equal(outcome(), 'waits');
  reader!.resume();
  await taken;
  assert.equal(receiver.texts[0]!.length, text.length);
});

test('all that went over a connection that broke is to be sent again', async () => {
  let reader: Socket | undefined;
  await using receiver = await startReceiver({
    onConnect: (socket) => {
      reader = socket;
    },
  });
  const transport = transportTo(receiver.url);
  const posts = [post(transport, 'a\n'), post(transport, 'b\n')];
  const outcomes = posts.map(outcomeOf);
  while (reader === undefined) await sleep(5);
  reader.resetAndDestroy();
  await Promise.allSettled(posts);
  assert.deepEqual(
    outcomes.map((outcome) => outcome()),
    ['ECONNRESET', 'ECONNRESET'],
  );
  const verdict = lineVerdict(await posts[0]!.catch((error: Error) => error));
  assert.deepEqual(verdict, {
    kind: 'retry',
    why: 'the connection was closed before all lines were read (ECONNRESET)',
    unreachable: true,
    refused: false,
  });
});

test('a receiver that ends before we do has not read everything', async () => {
  await using receiver = await startReceiver({ onConnect: (socket) => void socket.end() });
  await assert.rejects(post(transportTo(receiver.url), 'a\n'.repeat(100)), { code: 'ECONNRESET' });
});

test('nobody there is an error, and so is a certificate that is not trusted', async () => {
  const gone = await startReceiver();
  await gone[Symbol.asyncDispose]();
  await assert.rejects(post(transportTo(gone.url), 'a\n'), { code: 'ECONNREFUSED' });
  await using receiver = await startReceiver({ secure: server });
  await assert.rejects(post(transportTo(receiver.url), 'a\n'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
});

test('a receiver that wants a certificate and sees none takes nothing', async () => {
  await using receiver = await startReceiver({ secure: { ...server, ca, requestCert: true } });
  await assert.rejects(post(transportTo(receiver.url, { tls: { ca } }), 'a\n'));
  assert.deepEqual(receiver.texts.join(), '');
});

test('what a receiver says is its own affair', async () => {
  await using receiver = await startReceiver({
    onConnect: (socket) => {
      socket.write('ok\n');
      setImmediate(() => socket.resume());
    },
  });
  assert.equal((await post(transportTo(receiver.url), 'a\n')).status, 200);
});

test('a server of HTTP is none, which is said and nothing sent again', async () => {
  const http = createServer().listen(0, 'localhost');
  await once(http, 'listening');
  const answer = await post(
    transportTo(`tcp://localhost:${(http.address() as AddressInfo).port}`),
    '{"a":1}\n',
  );
  http.close();
  const verdict = { kind: 'drop', why: 'it speaks HTTP (check the configured URL)' };
  assert.deepEqual(lineVerdict(answer), verdict);
});

test('a port that wants TLS and gets none of it is said', async () => {
  // protocol_version of TLS 1.0, as OpenSSL says it to whom it does not understand.
  const alert = Buffer.from('15030100020246', 'hex');
  await using receiver = await startReceiver({ onConnect: (socket) => void socket.end(alert) });
  const answer = await post(transportTo(receiver.url), '{"a":1}\n');
  const verdict = { kind: 'drop', why: 'it wants TLS, which tls:// stands for (check the configured URL)' };
  assert.deepEqual(lineVerdict(answer), verdict);
});

test('an abort ends what is on its way, and what comes later has a connection of its own', async () => {
  await using receiver = await startReceiver({ onConnect: () => {} });
  const transport = transportTo(receiver.url);
  const aborted = post(transport, 'a\n');
  const outcome = outcomeOf(aborted);
  while (receiver.sockets.length === 0) await sleep(5);
  transport.abort();
  await aborted.catch(() => {});
  assert.equal(outcome(), 'ABORT_ERR');
  const again = post(transport, 'b\n');
  while (receiver.sockets.length === 1) await sleep(5);
  receiver.sockets[1]!.resume();
  await again;
  assert.equal(receiver.texts[1], 'b\n');
});
