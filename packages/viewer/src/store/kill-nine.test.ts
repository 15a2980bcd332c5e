import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openBlockStore } from './block-store.ts';
import { traceId } from './oracle/samples.ts';
import { numberedRequest, SPANS_A_REQUEST } from './spans/fixtures/numbered-request.ts';

const TAKER = fileURLToPath(new URL('./spans/fixtures/take-until-killed.ts', import.meta.url));

test('kill -9 loses no span that was acknowledged, and none is there twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-kill-'));
  const path = join(folder, 'killed.db');
  try {
    let acknowledged: number[] = [];
    // Each time after more than a block of each service.
    for (const count of [300, 700]) {
      acknowledged = [...acknowledged, ...(await takeUntilKilled(path, acknowledged.length, count))];
    }
    const store = await openBlockStore({ path });
    const kept = store.status().spans;
    assert.ok(
      kept >= acknowledged.length * SPANS_A_REQUEST,
      `${kept} spans of ${acknowledged.length} requests`,
    );
    for (const request of acknowledged) await isWhole(store, request);
    // What was on its way when it was killed is there as a whole, or not at all; its sender sends all of it again.
    for (
      let request = Math.max(0, acknowledged.length - 400);
      request < acknowledged.length + 24;
      request++
    ) {
      await store.take('traces', numberedRequest(request));
      await isWhole(store, request);
    }
    assert.equal(store.status().spans, (acknowledged.length + 24) * SPANS_A_REQUEST);
    await store.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function isWhole(store: Awaited<ReturnType<typeof openBlockStore>>, request: number): Promise<void> {
  const spans = await store.spansOf(traceId(request + 1));
  assert.equal(spans.length, SPANS_A_REQUEST, `request ${request}`);
  assert.equal(new Set(spans.map(({ span }) => span.spanId)).size, SPANS_A_REQUEST);
}

/** Gives the numbers of the requests that were acknowledged before it was killed, in order: at least `count`. */
async function takeUntilKilled(path: string, first: number, count: number): Promise<number[]> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', TAKER, path, String(first)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let [output, killed] = ['', false];
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    output += text;
    if (!killed && output.split('\n').length > count) killed = child.kill('SIGKILL');
  });
  await once(child, 'close');
  assert.ok(killed, 'it ended by itself');
  const numbers = output.split('\n').slice(0, -1).map(Number);
  return numbers.sort((one, other) => one - other);
}
