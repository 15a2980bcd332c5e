import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { INVALID_SPAN_CONTEXT, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { ExportResult } from '@opentelemetry/core';
import { BatchSpanProcessor, type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { makeAuthority } from '@waymark/testing';
import { span } from './fixtures/span.ts';
import { readProtobuf } from './fixtures/zipkin-proto.ts';
import { ZipkinExporter, type ZipkinExporterOptions, type ZipkinSpan } from './index.ts';

let server: Server;
let received: { headers: IncomingHttpHeaders; url: string; body: Buffer }[];
let url: string;

beforeEach(async () => {
  received = [];
  server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    received.push({ headers: request.headers, url: request.url!, body });
    response.writeHead(202).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2/spans`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Exports, and shuts down. */
async function sent(spans: ReadableSpan[], options: ZipkinExporterOptions = {}) {
  const exporter = new ZipkinExporter({ url, ...options });
  const result = await new Promise<ExportResult>((resolve) => exporter.export(spans, resolve));
  await exporter.shutdown();
  return { exporter, result };
}
const names = (body: Buffer) => (JSON.parse(body.toString()) as ZipkinSpan[]).map(({ name }) => name);

test('stands in for the exporter of upstream, in upstream’s SDK', async () => {
  const provider = new TracerProvider({
    spanProcessors: [new BatchSpanProcessor({ exporter: new ZipkinExporter({ url }) })],
  });
  const tracer = provider.getTracer('test');
  const parent = tracer.startSpan('parent');
  tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, parent)).end();
  parent.end();
  await provider.shutdown();
  const [one] = received;
  assert.equal(one!.url, '/api/v2/spans');
  assert.equal(one!.headers['content-type'], 'application/json');
  const [child, root] = JSON.parse(one!.body.toString()) as ZipkinSpan[];
  assert.equal(child!.parentId, root!.id);
});

test('writes protobuf, compressed, with headers, when asked', async () => {
  const { exporter, result } = await sent([span()], {
    protocol: 'http/protobuf',
    compression: 'gzip',
    headers: { 'x-tenant': 'a' },
  });
  const { headers, body } = received[0]!;
  assert.equal(headers['content-type'], 'application/x-protobuf');
  assert.equal(headers['x-tenant'], 'a');
  assert.equal(readProtobuf(gunzipSync(body))[0]!.name, 'GET /orders');
  assert.deepEqual(result, { code: 0 });
  assert.equal(exporter.counts.delivered, 1);
});

test('takes its address of the variable that upstream’s takes', async () => {
  process.env['OTEL_EXPORTER_ZIPKIN_ENDPOINT'] = url;
  try {
    const exporter = new ZipkinExporter();
    exporter.export([span()], () => {});
    await exporter.forceFlush();
    assert.equal(received.length, 1);
    await exporter.shutdown();
  } finally {
    delete process.env['OTEL_EXPORTER_ZIPKIN_ENDPOINT'];
  }
});

test('a variable that is empty is none', async () => {
  process.env['OTEL_EXPORTER_ZIPKIN_ENDPOINT'] = '';
  try {
    await new ZipkinExporter().shutdown();
  } finally {
    delete process.env['OTEL_EXPORTER_ZIPKIN_ENDPOINT'];
  }
});

test('a span without ids, for which Zipkin would refuse all, is not sent', async () => {
  const lost = span({ spanContext: () => INVALID_SPAN_CONTEXT });
  const { exporter, result } = await sent([span({ name: 'a' }), lost, span({ name: 'b' })]);
  assert.deepEqual(
    received.map(({ body }) => names(body)),
    [['a', 'b']],
  );
  assert.match(String(result.error), /no valid ids/);
  assert.equal(exporter.counts.dropped, 1);
});

test('a span that cannot be read costs no other', async () => {
  const grim = {
    ...span(),
    get attributes(): never {
      throw new Error('not mine');
    },
  };
  const { exporter, result } = await sent([
    span({ name: 'a' }),
    grim,
    span({ name: 'b' }),
    span({ name: 'c' }),
  ]);
  assert.deepEqual(received.flatMap(({ body }) => names(body)).sort(), ['a', 'b', 'c']);
  assert.equal(result.error?.message, 'not mine');
  const { added, delivered, dropped } = exporter.counts;
  assert.deepEqual({ added, delivered, dropped }, { added: 4, delivered: 3, dropped: 1 });
});

test('a body that would be long is sent in parts', async () => {
  const attributes = Object.fromEntries(
    Array.from({ length: 128 }, (_, at) => [`k${at}`, 'x'.repeat(16_000)]),
  );
  await sent([span({ attributes }), span({ attributes }), span({ attributes })]);
  assert.deepEqual(
    received.map(({ body }) => names(body).length),
    [2, 1],
  );
  for (const { body } of received) assert.ok(body.length < 4 * 1024 * 1024);
});

test('takes nothing after its end, and counts it', async () => {
  const { exporter } = await sent([]);
  const result = await new Promise<ExportResult>((resolve) => exporter.export([span()], resolve));
  assert.equal(result.code, 1);
  assert.equal(exporter.counts.dropped, 1);
  assert.deepEqual(received, []);
});

test('credentials go over plain text to no other host, unless allowed', () => {
  const remote = { url: 'http://user:s3cret@zipkin.example:9411/api/v2/spans' };
  assert.throws(
    () => new ZipkinExporter(remote),
    ({ message }: Error) => /plain text/.test(message) && !message.includes('s3cret'),
  );
  assert.doesNotThrow(() => new ZipkinExporter({ ...remote, allowPlaintext: true }).shutdown());
});

test('shows its certificate, and trusts the authority that it is given', async () => {
  const { ca, issue } = makeAuthority();
  const requests: string[] = [];
  const secure = createTlsServer({ ca, ...issue(), requestCert: true }, (request, response) => {
    requests.push(request.url!);
    request.resume().on('end', () => response.writeHead(202).end());
  });
  secure.listen(0, 'localhost');
  await once(secure, 'listening');
  try {
    const place = `https://localhost:${(secure.address() as AddressInfo).port}/api/v2/spans`;
    const lines: string[] = [];
    const options = { url: place, report: (line: string) => lines.push(line) };
    const { exporter } = await sent([span()], { ...options, tls: { ca, ...issue({ name: 'us' }) } });
    assert.equal(exporter.counts.delivered, 1);
    assert.deepEqual([requests.length, lines], [1, []]);
    const stranger = await sent([span()], options);
    assert.equal(stranger.exporter.counts.dropped, 1);
    assert.match(lines.join(), /certificate is not trusted/);
  } finally {
    secure.closeAllConnections();
    secure.close();
  }
});

test('a URL that is none is said without the URL', () => {
  assert.throws(
    () => new ZipkinExporter({ url: 'secret' }),
    (error: Error) => !error.message.includes('secret'),
  );
});
