/** Exactly one traces: another SDK of the application's wins, whenever it comes, and one line names both. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type OtlpServer, registerPath, runNode, startOtlpServer } from '@waymark/testing';
import { ensureOthers } from './packages.mjs';

ensureOthers();
const app = (name: string) => join(import.meta.dirname, 'apps', name);

/** Stands in for Datadog's agent and Sentry's ingest: keeps what they are sent. */
const bodies: string[] = [];
const sink = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    bodies.push(`${request.url}\n${Buffer.concat(chunks).toString('latin1')}`);
    response.end('{}');
  });
});
await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
after(() => {
  sink.closeAllConnections();
  sink.close();
});
const sinkUrl = `http://127.0.0.1:${(sink.address() as { port: number }).port}`;

interface Run {
  /** Lines of ours on stderr. */
  lines: string[];
  stdout: string;
  /** What we sent. */
  ours: OtlpServer;
  /** What an OpenTelemetry SDK sent. */
  theirs: OtlpServer;
  /** What Datadog or Sentry were sent. */
  bodies: string[];
  [Symbol.asyncDispose](): Promise<void>;
}

interface Way {
  flags: string[];
  /** Loaded by the first line of the application. */
  with?: string;
  entry?: string;
  env?: Record<string, string>;
}

async function run({ flags, with: first, entry = 'app.cjs', env }: Way): Promise<Run> {
  const [ours, theirs] = [await startOtlpServer(), await startOtlpServer()];
  bodies.length = 0;
  const vendors = /sentry|dd-trace/.test(`${flags} ${first}`);
  const result = await runNode(app(entry), {
    flags,
    cwd: import.meta.dirname,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: ours.url,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      THEIRS: vendors ? sinkUrl : theirs.url,
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
      DD_REMOTE_CONFIGURATION_ENABLED: 'false',
      ...(first === undefined ? {} : { WITH: `./${first}` }),
      ...env,
    },
  });
  assert.equal(result.code, 0, result.stderr);
  const lines = result.stderr.split('\n').filter((line) => line.startsWith('waymark: '));
  const dispose = async () => {
    await ours[Symbol.asyncDispose]();
    await theirs[Symbol.asyncDispose]();
  };
  const sent = bodies.slice();
  return { lines, stdout: result.stdout, ours, theirs, bodies: sent, [Symbol.asyncDispose]: dispose };
}

const servers = ({ spans }: OtlpServer) => spans.filter(({ kind }) => kind === 'SERVER').length;

/** How many SERVER spans were sent, by anybody. */
const EVIDENCE: Record<string, (run: Run) => number> = {
  'node-sdk': ({ theirs }) => servers(theirs),
  // A transaction, or a span of its new protocol, for the request.
  sentry: ({ bodies: sent }) => sent.filter((body) => /"http\.server"/.test(body)).length,
  'dd-trace': ({ bodies: sent }) =>
    sent.filter((body) => body.startsWith('/v0.4/traces') && body.includes('/orders')).length,
};
const NAMES: Record<string, string> = {
  'node-sdk': '@opentelemetry/sdk-node',
  sentry: '@sentry/node',
  'dd-trace': 'dd-trace',
};
const WAYS: Record<string, (file: string) => Way> = {
  'by the first line of the application': (file) => ({ flags: ['--require', registerPath], with: file }),
  'by the first import of an ES module': (file) => ({
    flags: ['--import', registerPath],
    with: file,
    entry: 'app.mjs',
  }),
  'by --require after us': (file) => ({ flags: ['--require', registerPath, '--require', app(file)] }),
  'by --import after us': (file) => ({ flags: ['--require', registerPath, '--import', app(file)] }),
};

for (const [file, evidence] of Object.entries(EVIDENCE)) {
  describe(`${NAMES[file]}, loaded`, () => {
    for (const [way, wayOf] of Object.entries(WAYS)) {
      test(`${way}, traces, and we withdraw`, async () => {
        await using done = await run({ ...wayOf(`${file}.cjs`), env: { TRACES: '1' } });
        assert.deepEqual([evidence(done), servers(done.ours)], [1, 0]);
        assert.match(done.stdout, /x-request-id false/);
        assert.equal(done.lines.length, 2, done.lines.join('\n'));
        assert.match(done.lines[0]!, /^waymark: \d\S+ traces /);
        assert.equal(
          done.lines[1],
          `waymark: ${NAMES[file]} traces this process from here on, so Waymark withdraws: start one of the two`,
        );
      });
    }

    test('by --require before us, traces, and we do not start', async () => {
      const flags = ['--require', app(`${file}.cjs`), '--require', registerPath];
      await using done = await run({ flags, env: { TRACES: '1' } });
      assert.deepEqual([evidence(done), servers(done.ours)], [1, 0]);
      const name = file === 'node-sdk' ? 'an OpenTelemetry SDK' : NAMES[file];
      assert.deepEqual(done.lines, [`waymark: ${name} traces this process already, so Waymark does not`]);
    });
  });
}

test("Sentry's build for ES modules is seen as well", async () => {
  await using done = await run({ flags: ['--require', registerPath], with: 'sentry.mjs', entry: 'app.mjs' });
  assert.deepEqual([EVIDENCE['sentry']!(done), servers(done.ours)], [1, 0]);
  assert.match(done.lines[1] ?? '', /@sentry\/node traces this process from here on/);
});

test('Sentry without tracing reports errors, and we trace', async () => {
  await using done = await run({ flags: ['--require', registerPath], with: 'sentry.cjs' });
  assert.deepEqual([EVIDENCE['sentry']!(done), servers(done.ours)], [0, 1]);
  assert.ok(done.bodies.some((body) => body.includes('told to Sentry')));
  assert.equal(done.lines.length, 1);
});

test('dd-trace that is loaded and turned off is none: we trace', async () => {
  const env = { DD_TRACE_ENABLED: 'false' };
  await using done = await run({ flags: ['--require', registerPath], with: 'dd-trace.cjs', env });
  assert.deepEqual([EVIDENCE['dd-trace']!(done), servers(done.ours)], [0, 1]);
  assert.equal(done.lines.length, 1);
});

test('a tracer provider set by hand is another SDK, also for a tracer that was taken before', async () => {
  await using done = await run({ flags: ['--require', registerPath], with: 'provider.cjs' });
  assert.match(done.stdout, /registered true/);
  assert.deepEqual([done.theirs.spans.map(({ name }) => name), done.ours.spans.length], [['by hand'], 0]);
  assert.equal(
    done.lines[1],
    "waymark: the application's own OpenTelemetry SDK traces this process from here on, so Waymark withdraws: start one of the two",
  );
});

for (const file of ['propagator', 'context-manager', 'meter-provider']) {
  test(`only a ${file} of the application's own: we trace`, async () => {
    await using done = await run({ flags: ['--require', registerPath], with: `${file}.cjs` });
    assert.match(done.stdout, /registered true( mine)?$/m);
    assert.match(done.stdout, /x-request-id true/);
    assert.equal(servers(done.ours), 1);
    assert.equal(done.lines.length, 1);
    if (file !== 'context-manager') return;
    const [inner, outer] = ['inner', 'outer'].map((name) =>
      done.ours.spans.find((span) => span.name === name),
    );
    assert.equal(inner?.parentSpanId, outer?.spanId);
  });

  test(`only a ${file} of the application's own, before us: we trace`, async () => {
    const flags = ['--require', app(`${file}.cjs`), '--require', registerPath];
    await using done = await run({ flags });
    assert.equal(servers(done.ours), 1);
    assert.equal(done.lines.length, 1);
  });
}
