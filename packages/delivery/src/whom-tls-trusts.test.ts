import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createServer, type TlsOptions as ServerTls } from 'node:tls';
import { makeAuthority } from '@waymark/testing';
import { Collector, until } from './fixtures/collector.ts';
import { ended, startExitingApp } from './fixtures/exits.ts';
import { GrpcServer, METHOD } from './fixtures/grpc-server.ts';
import { lineServer } from './fixtures/line-server.ts';
import { LineTransport } from './fixtures/line-transport.ts';
import { batch, testQueue } from './fixtures/queue.ts';
import type { DeliveryQueue, TlsOptions } from './index.ts';

const ours = makeAuthority();
const server = ours.issue();
const client = ours.issue({ name: 'client' });
const { ca } = ours;

interface Way {
  name: string;
  urlAt: (port: number) => string;
  /** For `testQueue` and for the application that ends. */
  options: { protocol?: 'grpc'; lines?: true };
  /** A real server of the kind; what it got. */
  start: (tls: {
    cert: string;
    key: string;
    ca?: string;
  }) => Promise<{ url: string; got: () => string[]; stop: () => Promise<void> }>;
}

const WAYS: Way[] = [
  {
    name: 'HTTP',
    urlAt: (port) => `https://localhost:${port}/v1/traces`,
    options: {},
    start: async (tls) => {
      const collector = await Collector.start({ tls: { ...tls, requestCert: 'ca' in tls } });
      return { url: collector.url, got: () => collector.bodies, stop: () => collector.close() };
    },
  },
  {
    name: 'gRPC',
    urlAt: (port) => `https://localhost:${port}${METHOD}`,
    options: { protocol: 'grpc' },
    start: async (tls) => {
      const made = await GrpcServer.start(undefined, { tls });
      return { url: made.url, got: () => made.bodies, stop: () => made[Symbol.asyncDispose]() };
    },
  },
  {
    name: 'a stream',
    urlAt: (port) => `tls://localhost:${port}`,
    options: { lines: true },
    start: async (tls) => {
      const made = await lineServer({ ...tls, requestCert: 'ca' in tls });
      return { url: made.url, got: () => made.lines, stop: made.close };
    },
  },
];

function queueTo({ options }: Way, url: string, tls: TlsOptions): { queue: DeliveryQueue; lines: string[] } {
  const { protocol, lines } = options;
  const made = lines
    ? { transport: (to: ConstructorParameters<typeof LineTransport>[0]) => new LineTransport(to) }
    : {};
  return testQueue({ url, destination: { tls, ...(protocol ? { protocol } : {}) }, ...made });
}

/** A server of which nothing but the handshake is of interest. */
async function handshakes(t: TestContext, tls: ServerTls): Promise<number> {
  const made = createServer(tls, (socket) => socket.destroy()).on('tlsClientError', () => {});
  made.listen(0, 'localhost');
  await once(made, 'listening');
  t.after(() => void made.close());
  return (made.address() as AddressInfo).port;
}

const REFUSED: [what: string, server: ServerTls, client: TlsOptions, line: RegExp][] = [
  [
    'of another CA',
    server,
    { ca: makeAuthority().ca },
    /: the certificate is not trusted; configure the CA that signed it \(/,
  ],
  [
    'of a CA that is not configured',
    server,
    {},
    /: the certificate is not trusted; configure the CA that signed it \(/,
  ],
  [
    'that has expired',
    ours.issue({ days: -1 }),
    { ca },
    /: the certificate has expired \(CERT_HAS_EXPIRED\)/,
  ],
  [
    'for another name',
    ours.issue({ name: 'other' }),
    { ca },
    /: the certificate is for another host name \(/,
  ],
  [
    'for the host, where another name is wanted',
    server,
    { ca, servername: 'other' },
    /: the certificate is for another host name \(/,
  ],
  [
    'of one who speaks nothing newer than TLS 1.1',
    { ...server, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    { ca },
    /: the server speaks no TLS that is new enough, which is 1\.2 \(/,
  ],
  [
    'of one who wants a client certificate',
    { ...server, ca, requestCert: true, maxVersion: 'TLSv1.2' },
    { ca },
    /client certificate/,
  ],
  [
    'of one who wants a client certificate, by TLS 1.3',
    { ...server, ca, requestCert: true },
    { ca },
    /client certificate/,
  ],
];

for (const way of WAYS) {
  for (const [what, serverTls, clientTls, line] of REFUSED) {
    test(`${way.name}: nothing goes to a server with a certificate ${what}`, async (t) => {
      const url = way.urlAt(await handshakes(t, serverTls));
      const { queue, lines } = queueTo(way, url, clientTls);
      queue.add(batch('one'));
      await until(() => lines.length === 1, 'the refusal is said');
      assert.match(lines[0]!, line);
      assert.equal(queue.counts.delivered, 0);
      const began = performance.now();
      await queue.flush(20_000, { endOnRefusal: true });
      assert.ok(performance.now() - began < 10_000, 'who wants to end does not wait for a refusal to pass');
      await queue.shutdown(1);
      const app = startExitingApp({
        url,
        way: 'process.exit',
        batches: ['one'],
        tls: clientTls,
        ...way.options,
      });
      const { report } = await ended(app);
      assert.deepEqual(report.result, { delivered: 0, failed: 1 });
      assert.match(report.lines.join(), line);
    });
  }
}

for (const way of WAYS) {
  test(`${way.name}: goes to a server of the configured CA that takes our certificate, while it runs and at its end`, async () => {
    const { url, got, stop } = await way.start({ ...server, ca });
    const tls = { ca, ...client };
    const { queue, lines } = queueTo(way, url, tls);
    queue.add(batch('running'));
    await queue.flush();
    await queue.shutdown();
    const app = startExitingApp({ url, way: 'process.exit', batches: ['ending'], tls, ...way.options });
    const { report } = await ended(app);
    assert.deepEqual([report.result, report.lines, lines], [{ delivered: 1, failed: 0 }, [], []]);
    assert.deepEqual(got(), ['running', 'ending']);
    await stop();
  });

  test(`${way.name}: the server may have another name than its host, where that is configured`, async () => {
    const { url, got, stop } = await way.start(ours.issue({ name: 'collector.internal' }));
    const tls = { ca, servername: 'collector.internal' };
    const { queue } = queueTo(way, url, tls);
    queue.add(batch('running'));
    await queue.flush();
    await queue.shutdown();
    await ended(startExitingApp({ url, way: 'process.exit', batches: ['ending'], tls, ...way.options }));
    assert.deepEqual(got(), ['running', 'ending']);
    await stop();
  });
}
