/**
 * Each format against tracers that write it themselves: their span, our SERVER and CLIENT spans, and what they make of
 * our headers, over real sockets and with the shipped register.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startNode, startOtlpServer, type TestSpan } from '@waymark/testing';
import { ensureTracers, pythonPath, skipWithoutPython } from './packages.mjs';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const missing = skipWithoutPython();

interface Facts {
  traceId: string;
  spanId: string;
  sampled?: boolean;
  debug?: boolean;
  user?: string | null;
}

/** Base URL of each program that speaks for peers. */
const urls: Record<string, string> = {};
const stack = new AsyncDisposableStack();

before(async () => {
  ensureTracers();
  await Promise.all([startNodePeers(), missing === false ? startPythonPeers() : undefined]);
});
after(() => stack.disposeAsync());

async function startNodePeers(): Promise<void> {
  const running = stack.use(startNode(at('./peers.cjs')));
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  urls['node'] = `http://127.0.0.1:${port}`;
}

async function startPythonPeers(): Promise<void> {
  const PYTHONPATH = await pythonPath();
  const env = { ...process.env, PYTHONPATH };
  const child = spawn('python3', [at('./python/peers.py')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  stack.defer(() => void child.kill());
  for await (const line of createInterface({ input: child.stdout })) {
    urls['python'] = `http://127.0.0.1:${/listening on (\d+)/.exec(line)?.[1]}`;
    break;
  }
}

/** What a peer sent, what it received from us, and our spans in between. */
async function passedThrough(
  language: string,
  peer: string,
  format: string,
  sampling: string,
  engine: string,
) {
  await using otlp = await startOtlpServer();
  const env = {
    OTEL_PROPAGATORS: format,
    OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
    WAYMARK_ENGINE: engine,
  };
  await using service = startNode(at('./service.cjs'), { register: 'require', env });
  const [, port] = await service.waitForLine(/listening on (\d+)/);
  const to = encodeURIComponent(`http://127.0.0.1:${port}/`);
  const response = await fetch(`${urls[language]}/call?peer=${peer}&sampling=${sampling}&to=${to}`);
  const text = await response.text();
  assert.equal(response.status, 200, text);
  await service.kill('SIGTERM');
  return { ...(JSON.parse(text) as { sent: Facts; received: Facts }), spans: otlp.spans };
}

const padded = (id: string, length: number) => id.padStart(length, '0');

type Case = [language: string, peer: string, format: string, samplings: string[], user?: string];
const cases: Case[] = [
  ['node', 'zipkin', 'b3multi', ['yes', 'no', 'debug', 'open']],
  ['node', 'zipkin-128', 'b3multi', ['yes']],
  ['node', 'jaeger-b3', 'b3multi', ['yes', 'short', 'debug']],
  ['node', 'lightstep-b3', 'b3multi', ['yes']],
  ['node', 'jaeger', 'jaeger', ['yes', 'short', 'no', 'debug'], 'café + 100%'],
  ['node', 'jaeger-128', 'jaeger', ['yes'], 'café + 100%'],
  ['node', 'xray', 'xray', ['yes', 'no']],
  ['node', 'lightstep', 'ottrace', ['yes'], 'se ven'],
  ['python', 'w3c', 'tracecontext,baggage', ['yes', 'no'], 'café;100%'],
  ['python', 'b3', 'b3', ['yes', 'no']],
  ['python', 'b3multi', 'b3multi', ['yes', 'no']],
  ['python', 'jaeger', 'jaeger', ['yes', 'no'], 'café + 100%'],
  ['python', 'xray', 'xray', ['yes', 'no']],
  ['python', 'ottrace', 'ottrace', ['yes', 'no'], 'se ven'],
];

for (const [language, peer, format, samplings, user] of cases) {
  // All of what a peer says with our own engine, and the plainest of it with upstream's.
  for (const [engine, sampling] of [
    ...samplings.map((each) => ['waymark', each]),
    ['upstream', samplings[0]],
  ]) {
    const skip = language === 'python' && missing;
    const name = `${peer} of ${language} through ${format}: one trace, sampled: ${sampling} (${engine})`;
    test(name, { skip }, async () => {
      const { sent, received, spans } = await passedThrough(language, peer, format, sampling!, engine!);
      const isSampled = sampling !== 'no';
      assert.equal(spans.length, isSampled ? 2 : 0);
      if (isSampled) isBetween(spans, sent, received, format);
      assert.ok(isSameTrace(received.traceId, sent.traceId, format), JSON.stringify({ sent, received }));
      assert.notEqual(received.spanId, sent.spanId);
      assert.equal(received.sampled, isSampled);
      if (sampling === 'debug') assert.equal(received.debug, true);
      assert.equal(received.user ?? undefined, user);
    });
  }
}

/** The SERVER span is below the peer's span, the CLIENT span below that, and is the one that the peer was told of. */
function isBetween(spans: readonly TestSpan[], sent: Facts, received: Facts, format: string): void {
  const server = spans.find(({ kind }) => kind === 'SERVER') ?? assert.fail('no SERVER span');
  const client = spans.find(({ kind }) => kind === 'CLIENT') ?? assert.fail('no CLIENT span');
  assert.ok(isSameTrace(server.traceId, sent.traceId, format), `${server.traceId} ${sent.traceId}`);
  assert.equal(server.parentSpanId, padded(sent.spanId, 16));
  assert.deepEqual([client.traceId, client.parentSpanId], [server.traceId, server.spanId]);
  assert.equal(padded(received.spanId, 16), client.spanId);
}

/** Ids with or without their zeros; OT's headers have the lower half of one. */
function isSameTrace(one: string, other: string, format: string): boolean {
  const [left, right] = [padded(one, 32), padded(other, 32)];
  return format === 'ottrace' ? left.slice(16) === right.slice(16) : left === right;
}
