import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

test('a name that no header can have costs one line for each variable that asks for it', () => {
  const script = `
    import { toldName } from ${JSON.stringify(new URL('told-name.ts', import.meta.url).href)};
    const names = ['shop', 'my shop', 'a'.repeat(256), undefined].map((name) => toldName(name, 'A'));
    console.log(JSON.stringify([...names, toldName('my shop', 'B')]));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  assert.deepEqual(JSON.parse(stdout), ['shop', null, null, null, null]);
  const lines = stderr.split('\n').filter((line) => line.startsWith('waymark: '));
  assert.deepEqual(
    lines.map((line) => line.slice(9, 50)),
    ['A: the service.name "my shop" is no value', 'B: the service.name "my shop" is no value'],
  );
});
