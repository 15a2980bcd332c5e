import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openLogs } from './fixtures/open-logs.ts';

const TAKER = fileURLToPath(new URL('./fixtures/take-until-killed.ts', import.meta.url));

test('kill -9 loses no line that was acknowledged, and doubles none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-kill-'));
  const path = join(folder, 'killed.db');
  try {
    // Over 4096 lines a service, so that the kills come before, in and after the making of blocks.
    const acknowledged = await takeUntilKilled(path, 900);
    const { file, part, reader } = openLogs({ path });
    const { blocks } = file;
    assert.ok(blocks.size > 0);
    const unsure = part.records - acknowledged * 10;
    assert.ok(unsure === 0 || unsure === 10, `${part.records} lines of ${acknowledged} requests`);
    for (let request = 0; request < acknowledged; request += 7) {
      const { logs } = await reader.search({ text: `r${request}`, attributes: [], limit: 100 });
      const lines = logs.map(({ record }) => record.body!.stringValue!).sort();
      assert.deepEqual(
        lines,
        Array.from({ length: 10 }, (_, line) => `request r${request} line ${line}`),
      );
    }
    file.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Gives how many requests were acknowledged when it was killed, at least `count`. */
async function takeUntilKilled(path: string, count: number): Promise<number> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', TAKER, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let [output, killed] = ['', false];
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    output += text;
    if (killed || !output.includes(`\n${count}\n`)) return;
    killed = child.kill('SIGKILL');
  });
  await once(child, 'close');
  assert.ok(killed, 'it ended by itself');
  return output.split('\n').length - 1;
}
