/** What the README says to type, typed; what its tables list, held against the code. */

import assert from 'node:assert/strict';
import { existsSync, globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startNode } from '@waymark/testing';
import { configFromEnv } from '../packages/node/src/config/config.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

test("the README's ten lines run, say the line that it shows, and answer with a request id", async () => {
  const readme = read('README.md');
  const app = join(mkdtempSync(join(tmpdir(), 'waymark-readme-')), 'app.js');
  const [, source] = readme.match(/```js\n(.*?)```/s)!;
  // On any free port instead of the one in the text.
  writeFileSync(
    app,
    source!.replace('8080', '0').replace("'listening on 8080'", "'listening on ' + server.address().port"),
  );
  writeFileSync(join(dirname(app), 'package.json'), '{"name":"hello","version":"1.0.0"}');
  const env = { OTEL_TRACES_EXPORTER: 'console', OTEL_LOGS_EXPORTER: 'none' };
  await using running = startNode(app, { register: 'require', env });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  const response = await fetch(`http://127.0.0.1:${port}/hi`);
  const id = response.headers.get('x-request-id');
  assert.match(id!, /^[0-9a-f]{32}$/);
  await running.waitForLine(/'http\.request\.id': '([0-9a-f]{32})'/);
  await running.waitForLine(/message: 'asked for \/hi'/);
  const [shown] = readme.match(/^waymark: .*$/m)!;
  assert.equal(running.stderr.trim(), shown);
});

test('every variable that the code reads is in the table, and none else', () => {
  const table = read('packages/node/README.md').match(/`(OTEL|WAYMARK)_[A-Z_]+`/g) ?? [];
  const inTable = new Set(table.map((name) => name.slice(1, -1)));
  const inCode = new Set<string>();
  // Its argument is read for the ratio samplers only.
  const set: Record<string, string> = { OTEL_TRACES_SAMPLER: 'traceidratio' };
  const record = (_: object, name: string) => {
    inCode.add(name);
    return set[name];
  };
  configFromEnv(new Proxy({}, { get: record as never }));
  assert.deepEqual([...inTable].sort(), [...inCode].sort());
  // What is read elsewhere would be in the bundle; prefixes that names are put together of are not names.
  const bundled = globSync('packages/node/dist/*.cjs', { cwd: root }).map(read).join('\n');
  for (const name of bundled.match(/\b(OTEL|WAYMARK)_[A-Z][A-Z_]*[A-Z]\b/g) ?? []) {
    assert.ok(inCode.has(name) || [...inCode].some((known) => known.startsWith(`${name}_`)), name);
  }
});

test('every link between pages leads somewhere', () => {
  for (const page of globSync(
    ['*.md', 'packages/*/*.md', 'examples/**/*.md', 'deploy/**/*.md', 'test/*/*.md'],
    { cwd: root },
  )) {
    if (page.includes('node_modules')) continue;
    for (const [, target] of read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)) {
      assert.ok(existsSync(join(root, dirname(page), target!)), `${page} links to ${target}`);
    }
  }
});
