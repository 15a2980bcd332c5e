import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const APP = `
  require('./serve.cjs').answerOn(1);
  process.on('exit', () => console.error(Object.keys(require.cache).join()));
`;

test('whoever asks for CPU does not pay for the other readings', () => {
  const asked = (input: string) =>
    spawnSync(process.execPath, ['-e', APP], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      input,
    });
  const { stdout, stderr } = asked('cpu\n');
  assert.match(stdout, /^1\n\d{4,}\n$/);
  assert.doesNotMatch(stderr, /readings/);
  assert.ok(asked('watchLoop\n').stderr.includes(join('control', 'readings.cjs')));
});
