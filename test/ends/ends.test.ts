/** However a process ends, its spans arrive, and it ends as it would have without us. */

import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type NodeResult, runNode, startNode, startOtlpServer } from '@waymark/testing';

const app = fileURLToPath(new URL('app.cjs', import.meta.url));

type End = [how: string, signal?: NodeJS.Signals];
const ENDS: End[] = [
  ['loop-empty'],
  ['exit'],
  ['exit-code'],
  ['throw'],
  ['reject'],
  ['before-exit'],
  ['caught-throw'],
  ['exit-handler-logs'],
  ['emitted-by-hand'],
  ['signal', 'SIGTERM'],
  ['signal', 'SIGINT'],
  ['signal-handler', 'SIGTERM'],
  ['signal-handler', 'SIGINT'],
  ['signal-handler-exit', 'SIGTERM'],
  ['signal-once', 'SIGTERM'],
  ['signal-once', 'SIGINT'],
  ['signal-once-twice', 'SIGTERM'],
  ['signal-exit', 'SIGTERM'],
];

for (const end of ENDS) {
  test(`${end.join(' ')}: both spans arrive, and the end is the same as without register`, async () => {
    await using sink = await startOtlpServer();
    const bare = await runTo(end, false);
    const traced = await runTo(end, 'require', { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });
    assert.deepEqual(visible(traced), visible(bare));
    assert.deepEqual(sink.spans.map((span) => span.kind).sort(), ['CLIENT', 'SERVER']);
    sink.assertClean();
  });
}

for (const end of [['exit'], ['loop-empty'], ['signal', 'SIGTERM']] as End[]) {
  test(`${end.join(' ')}: a dead collector costs one line and no time to speak of`, async () => {
    const sink = await startOtlpServer();
    await sink.close();
    const traced = await runTo(end, 'require', { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });
    const bare = await runTo(end, false);
    assert.deepEqual([traced.code, traced.signal, traced.stdout], [bare.code, bare.signal, bare.stdout]);
    assert.ok(
      traced.durationMs < bare.durationMs + 2000,
      `took ${traced.durationMs} ms, bare ${bare.durationMs}`,
    );
    const lines = withoutStartLine(traced.stderr).trim().split('\n').filter(Boolean);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0]!, /^waymark: could not deliver to http:.* lost$/);
  });

  test(`${end.join(' ')}: a silent collector holds the process 3 s at most`, async () => {
    await using sink = await startOtlpServer({ respond: () => ({ hang: true }) });
    const traced = await runTo(end, 'require', { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });
    const bare = await runTo(end, false);
    assert.deepEqual([traced.code, traced.signal, traced.stdout], [bare.code, bare.signal, bare.stdout]);
    assert.ok(sink.requests.length > 0);
    // 3 s of ours, and what a busy machine adds to starting two processes.
    assert.ok(
      traced.durationMs < bare.durationMs + 4000,
      `took ${traced.durationMs} ms, bare ${bare.durationMs}`,
    );
  });
}

test('a line that the application logs as it exits is delivered', async () => {
  await using sink = await startOtlpServer();
  await runTo(['exit-handler-logs'], 'require', { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });
  assert.ok(sink.logs.some((record) => record.body === 'bye from exit'));
});

test('a signal belongs to no request, whichever of them made us take signals, and its handlers are traced', async () => {
  const file = fileURLToPath(new URL('signal-context.cjs', import.meta.url));
  const run = await runNode(file, { register: 'require' });
  assert.equal(run.stdout, 'in no request, traced\n');
});

test('before there is anything to lose, a blocked process ends at a signal as without register', async () => {
  const blocked =
    "require('node:http'); process.stdout.write('ready\\n'); const end = Date.now() + 5000; while (Date.now() < end);";
  const file = join(mkdtempSync(join(tmpdir(), 'waymark-ends-')), 'blocked.cjs');
  writeFileSync(file, blocked);
  const running = startNode(file, { register: 'require' });
  await running.waitForLine(/^ready$/m);
  const end = await running.kill('SIGTERM');
  assert.deepEqual([end.code, end.signal], [null, 'SIGTERM']);
  assert.ok(end.durationMs < 3000, `took ${end.durationMs} ms`);
});

async function runTo([how, signal]: End, register: 'require' | false, env = {}): Promise<NodeResult> {
  const running = startNode(app, { args: [how], register, env });
  await running.waitForLine(/^ready$/m);
  // The application adds its own handlers right after it says so.
  if (signal !== undefined) await new Promise((resolve) => setTimeout(resolve, 100));
  return signal === undefined ? running.exited : running.kill(signal);
}

/** What the world sees of an end: Node's trace of an uncaught error included. */
function visible({ code, signal, stdout, stderr }: NodeResult) {
  return { code, signal, stdout, stderr: withoutStartLine(stderr) };
}

function withoutStartLine(stderr: string): string {
  return stderr.replace(/^waymark: .* traces .*\n/, '');
}
