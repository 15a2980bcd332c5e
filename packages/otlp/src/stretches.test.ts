/** No synchronous stretch of ours keeps the application's thread for more than 0.2 ms, at the 99.9th percentile. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('fixtures/stretches.ts', import.meta.url));
const LIMIT_US = 200;
/** Others work on the machine: what they take counts as ours, so the quietest of some runs is judged. */
const RUNS = 4;

interface Summary {
  count: number;
  p50: number;
  p99: number;
  p999: number;
  max: number;
}

for (const compression of ['none', 'gzip']) {
  test(`stretches stay below 0.2 ms with compression ${compression}`, (t) => {
    const failures: string[] = [];
    for (let run = 0; run < RUNS; run++) {
      const { stdout, stderr } = spawnSync(process.execPath, [PROGRAM, compression], { encoding: 'utf8' });
      assert.equal(stderr, '');
      const { delivered, all, kinds } = JSON.parse(stdout) as {
        delivered: number[];
        all: Summary;
        kinds: Record<string, Summary>;
      };
      assert.deepEqual(delivered, [150_000, 150_000]);
      for (const [kind, summary] of Object.entries(kinds)) t.diagnostic(`${kind} ${JSON.stringify(summary)}`);
      const slow = Object.entries(kinds).filter(([, { p50 }]) => p50 > LIMIT_US);
      if (all.p999 <= LIMIT_US && slow.length === 0) return;
      failures.push(stdout);
    }
    assert.fail(failures.join('\n'));
  });
}
