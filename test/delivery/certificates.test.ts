/** Certificates of OTLP's that are renewed while the application runs, and credentials that would go over plain text. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { type Authority, makeAuthority, runNode, startNode } from '@waymark/testing';

const folder = mkdtempSync(join(tmpdir(), 'waymark-certificates-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const app = join(folder, 'app.cjs');
writeFileSync(
  app,
  `const tracer = require('@opentelemetry/api').trace.getTracer('till');
   const take = (name) => (name === 'exit' ? process.exit(0) : tracer.startSpan(name).end());
   for (const name of process.argv.slice(2)) take(name);
   process.on('message', take);
   console.log('ready');`,
);

const NAME = 'collector.internal';
const base = {
  NODE_PATH: fileURLToPath(new URL('../../node_modules', import.meta.url)),
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_BSP_SCHEDULE_DELAY: '20',
};
const files = ['ca', 'cert', 'key'] as const;
const path = (name: string) => join(folder, `${name}.pem`);

/** As certificates are renewed: one file after the other, each at once. */
function renew(authority: Authority): void {
  const texts = { ca: authority.ca, ...authority.issue({ name: 'till' }) };
  for (const name of files) {
    writeFileSync(`${path(name)}.new`, texts[name]);
    renameSync(`${path(name)}.new`, path(name));
  }
}

const serverTls = (authority: Authority) => ({
  ...authority.issue({ name: NAME }),
  ca: authority.ca,
  requestCert: true,
  rejectUnauthorized: true,
});

/** OTLP by HTTP/1.1 and by gRPC. */
async function startServer(
  authority: Authority,
): Promise<{ server: Http2SecureServer; text: () => string; port: number }> {
  const bodies: Buffer[] = [];
  const server = createSecureServer({ ...serverTls(authority), allowHTTP1: true });
  server.on('request', async (request, response) => {
    bodies.push(await buffer(request));
    const isGrpc = request.httpVersionMajor === 2;
    response.writeHead(200, { 'content-type': isGrpc ? 'application/grpc' : 'application/x-protobuf' });
    if (isGrpc) response.addTrailers({ 'grpc-status': '0' });
    response.end(isGrpc ? Buffer.alloc(5) : '');
  });
  server.on('tlsClientError', () => {});
  server.on('sessionError', () => {});
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, text: () => Buffer.concat(bodies).toString('latin1'), port };
}

async function arrives(text: () => string, name: string, stderr: () => string): Promise<void> {
  const end = performance.now() + 10_000;
  while (!text().includes(name)) {
    assert.ok(performance.now() < end, `${name} did not arrive: ${stderr()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

for (const protocol of ['http/protobuf', 'grpc']) {
  test(`${protocol}: certificates may be renewed, with another authority, while the application runs`, async (t) => {
    const [before, later] = [makeAuthority(), makeAuthority()];
    renew(before);
    const { server, text, port } = await startServer(before);
    t.after(() => void server.close());
    await using running = startNode(app, {
      register: 'require',
      ipc: true,
      env: {
        ...base,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${port}`,
        OTEL_EXPORTER_OTLP_CERTIFICATE: path('ca'),
        OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: path('cert'),
        OTEL_EXPORTER_OTLP_CLIENT_KEY: path('key'),
        WAYMARK_TLS_SERVER_NAME: NAME,
      },
    });
    await running.waitForLine(/ready/);
    const stderr = () => running.stderr;
    running.child.send('first-of-all');
    await arrives(text, 'first-of-all', stderr);
    server.setSecureContext(serverTls(later));
    renew(later);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    running.child.send('second-of-all');
    await arrives(text, 'second-of-all', stderr);
    for (const name of ['last-of-all', 'exit']) running.child.send(name);
    await running.exited;
    assert.ok(text().includes('last-of-all'), stderr());
    assert.doesNotMatch(stderr(), /deliver|TLS/);
  });
}

for (const engine of ['waymark', 'upstream']) {
  for (const protocol of ['http/protobuf', 'http/json', 'grpc']) {
    test(`${engine}, ${protocol}: a token does not go over plain text to another host, which one line tells`, async () => {
      const { code, stderr } = await runNode(app, {
        register: 'require',
        args: ['a-span'],
        env: {
          ...base,
          WAYMARK_ENGINE: engine,
          OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.invalid:4318',
          OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20s3cr3t',
        },
      });
      assert.equal(code, 0);
      const [refusal, start, ...more] = stderr.trim().split('\n');
      assert.equal(
        refusal,
        "waymark: the header 'authorization' would go to http://collector.invalid:4318 over plain text: nothing is sent there by otlp; use TLS, or set WAYMARK_PLAINTEXT_CREDENTIALS=allow",
      );
      assert.match(start!, /traces off/);
      assert.deepEqual(more, []);
    });
  }
}

for (const [engine, protocol] of [
  ['waymark', 'http/protobuf'],
  ['waymark', 'grpc'],
  ['upstream', 'http/protobuf'],
] as const) {
  test(`${engine}, ${protocol}: TLS 1.1 is not spoken, though the process was told that it may be`, async (t) => {
    const authority = makeAuthority();
    renew(authority);
    let shaken = 0;
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const server = createTlsServer({ ...authority.issue(), ...old }, (socket) => {
      shaken++;
      socket.destroy();
    });
    t.after(() => void server.close());
    server.on('tlsClientError', () => {});
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const { stderr } = await runNode(app, {
      register: 'require',
      flags: ['--tls-min-v1.0', '--tls-cipher-list=DEFAULT@SECLEVEL=0'],
      args: ['a-span'],
      env: {
        ...base,
        WAYMARK_ENGINE: engine,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${(server.address() as AddressInfo).port}`,
        OTEL_EXPORTER_OTLP_CERTIFICATE: path('ca'),
      },
    });
    assert.equal(shaken, 0);
    assert.match(stderr, /could not deliver to https:.*1 span lost/);
  });
}

for (const engine of ['waymark', 'upstream']) {
  test(`${engine}: while the CA of its own is not there, nobody else's list is trusted in its place`, async (t) => {
    const authority = makeAuthority();
    renew(authority);
    const missing = join(folder, `${engine}-late.pem`);
    const server = createSecureServer({ ...authority.issue(), allowHTTP1: true });
    const got: Buffer[] = [];
    server.on('request', async (request, response) => {
      got.push(await buffer(request));
      response.end();
    });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    t.after(() => void server.close());
    await using running = startNode(app, {
      register: 'require',
      ipc: true,
      env: {
        ...base,
        NODE_EXTRA_CA_CERTS: path('ca'),
        WAYMARK_ENGINE: engine,
        OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${(server.address() as AddressInfo).port}`,
        OTEL_EXPORTER_OTLP_CERTIFICATE: missing,
      },
    });
    const stderr = () => running.stderr;
    await running.waitForLine(/ready/);
    running.child.send('too-early');
    await arrives(stderr, 'the file of the CA cannot be read (ENOENT)', stderr);
    assert.deepEqual(got, []);
    writeFileSync(missing, authority.ca);
    running.child.send('later-on');
    await arrives(() => Buffer.concat(got).toString('latin1'), 'later-on', stderr);
    running.child.send('exit');
    await running.exited;
  });
}
