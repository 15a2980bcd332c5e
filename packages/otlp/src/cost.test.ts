/** The published number stays near: bench/encode.ts prints it, and here it runs once. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const BENCH = fileURLToPath(new URL('../bench/encode.ts', import.meta.url));

/** Of upstream's, with half as much again for a machine on which others work. */
const LIMITS = { ours: 0.12 * 1.5, any: 0.2 * 1.5 };

test('encoding a span costs a fraction of upstream’s', () => {
  const { stdout, stderr } = spawnSync(process.execPath, [BENCH, '1'], { encoding: 'utf8' });
  for (const [side, limit] of Object.entries(LIMITS)) {
    const [, ratio] = new RegExp(`^${side} .* ([\\d.]+) \\[.* of upstream's$`, 'm').exec(stdout) ?? [];
    assert.ok(Number(ratio) < limit, `${side}: at most ${limit} of upstream's\n${stdout}${stderr}`);
  }
});
