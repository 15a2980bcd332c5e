/** The exporter `zipkin` over TLS, by the variables that OTLP has for it. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeAuthority, runNode } from '@waymark/testing';
import { decodeZipkinProtobuf } from '@waymark/zipkin';

const folder = mkdtempSync(join(tmpdir(), 'waymark-zipkin-tls-'));
const api = new URL('../../node_modules', import.meta.url).pathname;
const app = join(folder, 'app.cjs');
writeFileSync(
  app,
  `require('@opentelemetry/api').trace.getTracer('till').startSpan('sell').end();
   if (process.argv[2] === 'exit') process.exit(0);`,
);

let server: Server;
let env: Record<string, string>;
let names: string[] = [];

before(async () => {
  const authority = makeAuthority();
  const client = authority.issue({ name: 'till' });
  const files = { ca: authority.ca, ...client };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.pem`), text);
  const ours = { ca: authority.ca, ...authority.issue(), requestCert: true, rejectUnauthorized: true };
  server = createServer(ours, async (request, response) => {
    const [group] = decodeZipkinProtobuf(Buffer.concat(await request.toArray()));
    names.push(...group!.scopeSpans[0]!.spans.map(({ name }) => name));
    response.writeHead(202).end();
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  env = {
    NODE_PATH: api,
    OTEL_SERVICE_NAME: 'till',
    OTEL_TRACES_EXPORTER: 'zipkin',
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: `https://localhost:${(server.address() as AddressInfo).port}/api/v2/spans`,
    OTEL_EXPORTER_ZIPKIN_PROTOCOL: 'http/protobuf',
  };
});
after(() => {
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const end of ['loop', 'exit']) {
  test(`spans arrive when the end is by ${end}, and the client shows its certificate`, async () => {
    names = [];
    const certificates = {
      OTEL_EXPORTER_OTLP_CERTIFICATE: join(folder, 'ca.pem'),
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: join(folder, 'cert.pem'),
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: join(folder, 'key.pem'),
    };
    const { code, stderr } = await runNode(app, {
      register: 'require',
      args: [end],
      env: { ...env, ...certificates },
    });
    assert.equal(code, 0, stderr);
    assert.deepEqual(names, ['sell'], stderr);
  });
}

test('without the authority nothing is sent, which a line tells', async () => {
  names = [];
  const { code, stderr } = await runNode(app, { register: 'require', args: ['loop'], env });
  assert.equal(code, 0);
  assert.deepEqual(names, []);
  assert.match(stderr, /could not deliver to https:.*1 span lost/);
});
