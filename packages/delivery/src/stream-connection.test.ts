import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { makeCertificates } from '@waymark/testing';
import { until } from './fixtures/collector.ts';
import { lineServer } from './fixtures/line-server.ts';
import { type Failure, StreamConnector, type TlsOptions } from './index.ts';

const { ca, cert, key } = makeCertificates();

function connectorTo(url: string, { tls, timeoutMs = 3_000 }: { tls?: TlsOptions; timeoutMs?: number } = {}) {
  const destination = { url, timeoutMs, contentType: '', userAgent: '', ...(tls ? { tls } : {}) };
  return new StreamConnector(destination, { defaultPort: 1 });
}

const codeOf = (code: string) => (error: Failure) => error.code === code;

for (const [what, server, tls] of [
  ['TCP', undefined, undefined],
  ['TLS', { cert, key }, { ca }],
  ['TLS with a client certificate', { cert, key, ca, requestCert: true }, { ca, cert, key }],
] as const) {
  test(`writes and reads over ${what}`, async () => {
    await using echo = await lineServer(server, (socket) => socket.pipe(socket));
    const said: Buffer[] = [];
    const connection = await connectorTo(echo.url, tls ? { tls } : {}).connect({
      data: (chunk) => said.push(chunk),
    });
    await connection.write(Buffer.from('hello'));
    await until(() => Buffer.concat(said).toString() === 'hello', 'the answer is there');
    connection.close();
    assert.equal(connection.open, false);
    await assert.rejects(connection.write(Buffer.from('more')), codeOf('ECONNRESET'));
  });
}

test('a connection that cannot be made is an error with a code', async () => {
  const gone = await lineServer();
  await gone.close();
  await assert.rejects(connectorTo(gone.url).connect(), codeOf('ECONNREFUSED'));
});

test('a handshake that does not come to an end is given up', async () => {
  await using silent = await lineServer(undefined, () => {});
  const connector = connectorTo(silent.url.replace('tcp:', 'tls:'), { timeoutMs: 100 });
  await assert.rejects(connector.connect(), codeOf('ETIMEDOUT'));
});

test('connections that are being made are ended when they are not wanted, those that are made are not', async () => {
  await using server = await lineServer();
  await using silent = await lineServer(undefined, () => {});
  const connector = connectorTo(server.url);
  const made = await connector.connect();
  connector.abort();
  assert.equal(made.open, true);
  made.close();
  const waiting = connectorTo(silent.url.replace('tcp:', 'tls:'));
  const connecting = waiting.connect();
  await until(() => silent.sockets.size === 1, 'the server has the connection');
  waiting.abort();
  await assert.rejects(connecting, codeOf('ABORT_ERR'));
});

test('a server that does not listen to TLS is an error and no connection', async () => {
  await using plain = await lineServer(undefined, (socket) => socket.end('220 hello\r\n'));
  await assert.rejects(connectorTo(plain.url.replace('tcp:', 'tls:')).connect(), (error: Failure) =>
    /^(EPROTO|ERR_SSL_WRONG_VERSION_NUMBER)$/.test(error.code),
  );
});

test('the end of a connection is told once, also of one that waits for nothing', async () => {
  await using server = await lineServer();
  const ends: string[] = [];
  const connection = await connectorTo(server.url).connect({ end: ({ code }) => ends.push(code) });
  await until(() => server.sockets.size === 1, 'the server has the connection');
  for (const socket of server.sockets) socket.resetAndDestroy();
  await until(() => ends.length > 0, 'the end is told');
  assert.equal(connection.open, false);
  connection.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(ends, ['ECONNRESET']);
});

test('a server that says it is done has its connection closed', async () => {
  await using server = await lineServer(undefined, (socket) => socket.end());
  const ends: string[] = [];
  await connectorTo(server.url).connect({ end: ({ code }) => ends.push(code) });
  await until(() => ends.length > 0, 'the end is told');
  assert.deepEqual(ends, ['ECONNRESET']);
});

test('our own end is not told', async () => {
  await using server = await lineServer();
  const ends: string[] = [];
  const connection = await connectorTo(server.url).connect({ end: ({ code }) => ends.push(code) });
  connection.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(ends, []);
});

for (const [what, server, tls] of [
  ['TCP', undefined, undefined],
  ['TLS', { cert, key }, { ca }],
] as const) {
  test(`over ${what} an end waits until the other side has read everything`, async () => {
    let reader: Socket | undefined;
    await using slow = await lineServer(server, (socket) => {
      reader = socket.pause();
    });
    const ends: string[] = [];
    const connection = await connectorTo(slow.url, tls ? { tls } : {}).connect({
      end: ({ code }) => ends.push(code),
    });
    await connection.write(Buffer.from('hello\n'));
    let outcome = 'waits';
    const ended = connection.end().then(() => (outcome = 'ended'));
    await until(() => reader !== undefined, 'the server has the connection');
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(outcome, 'waits');
    assert.equal(connection.open, false);
    await assert.rejects(connection.write(Buffer.from('more')), codeOf('ECONNRESET'));
    reader!.resume();
    await ended;
    assert.deepEqual(ends, []);
  });
}

test('an end fails when the other side goes without having read', async () => {
  let reader: Socket | undefined;
  await using rude = await lineServer(undefined, (socket) => {
    reader = socket.pause();
  });
  const connection = await connectorTo(rude.url).connect();
  await connection.write(Buffer.from('hello\n'));
  await until(() => reader !== undefined, 'the server has the connection');
  const ended = connection.end();
  reader!.resetAndDestroy();
  await assert.rejects(ended, codeOf('ECONNRESET'));
});

test('an end that is waited for fails when we close', async () => {
  await using silent = await lineServer(undefined, (socket) => void socket.pause());
  const connection = await connectorTo(silent.url).connect();
  const ended = connection.end();
  connection.close();
  await assert.rejects(ended, codeOf('ABORT_ERR'));
});

test('a write waits for a reader that is slow, and fails when that one goes', async () => {
  let reader: Socket | undefined;
  await using server = await lineServer(undefined, (socket) => {
    reader = socket.pause();
  });
  const connection = await connectorTo(server.url).connect();
  let outcome = 'waits';
  const written = connection.write(Buffer.alloc(32 * 1024 * 1024)).then(
    () => (outcome = 'written'),
    ({ code }: Failure) => (outcome = code),
  );
  await until(() => reader !== undefined, 'the server has the connection');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(outcome, 'waits');
  reader!.destroy();
  await written;
  assert.match(outcome, /^(ECONNRESET|EPIPE)$/);
});

test('does not keep the process alive', async () => {
  await using server = await lineServer();
  const program = `
    import { StreamConnector } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
    const destination = { url: process.argv[1], timeoutMs: 60_000, contentType: '', userAgent: '' };
    const alive = setTimeout(() => {}, 60_000);
    await new StreamConnector(destination, { defaultPort: 1 }).connect();
    clearTimeout(alive);
  `;
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, server.url], {
    timeout: 20_000,
  });
  const [code] = await once(child, 'close');
  assert.equal(code, 0);
});
