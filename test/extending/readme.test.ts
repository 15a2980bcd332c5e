/** What the README of @waymark/node says about extending it, by copy and paste. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { HEALTH_CHECKS } from '@waymark/http';
import { printTree, runNode, startOtlpServer } from '@waymark/testing';
import { EnvReader } from '../../packages/node/src/config/env-reader.ts';
import { readIgnoreIncoming } from '../../packages/node/src/config/ignore-incoming.ts';
import { readSamplingRules } from '../../packages/node/src/config/sampling-rules.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const readme = readFileSync(here('../../packages/node/README.md'), 'utf8');
const section = (title: string) => readme.split('\n## ').find((part) => part.startsWith(`${title}\n`))!;
const snippet = (title: string) => /```\w+\n(.*?)```/s.exec(section(title))![1]!;

const folder = mkdtempSync(join(tmpdir(), 'waymark-extending-'));
after(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'node_modules/@waymark'), { recursive: true });
symlinkSync(here('../../packages/node'), join(folder, 'node_modules/@waymark/node'));

async function treeOf(source: string, name = 'app.cjs') {
  await using sink = await startOtlpServer();
  writeFileSync(join(folder, name), source);
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_SERVICE_NAME: 'billing' };
  const run = await runNode(join(folder, name), { register: 'require', env });
  return { tree: printTree(sink.spans), run };
}

test('a span of your own is one line', async () => {
  const { tree, run } = await treeOf(`const closeMonth = async () => {};\n${snippet('A span of your own')}`);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(tree, 'billing INTERNAL close the month');
});

test('it records what fails, which reaches the application as it was', async () => {
  const failing = "const closeMonth = async () => { throw new TypeError('no books'); };";
  const { tree, run } = await treeOf(`${failing}\n${snippet('A span of your own')}`);
  assert.equal(run.code, 1);
  assert.match(run.stderr, /TypeError: no books/);
  assert.equal(tree, 'billing INTERNAL close the month (ERROR: no books)\n  * exception TypeError: no books');
});

test('it is there for ES modules', async () => {
  const source =
    "import { span } from '@waymark/node';\nawait span('outer', () => span('inner', { n: 1 }, (s) => s.setAttribute('m', 2)));";
  const { tree } = await treeOf(source, 'app.mjs');
  assert.equal(tree, 'billing INTERNAL outer\n  billing INTERNAL inner');
});

test('the rules and the user agents that it shows are valid', () => {
  const title = 'What is sampled, and what is ignored';
  const [, rules] = /='(.*)'/.exec(snippet(title))!;
  const [, ignored] = /`(default,agent:.*?)`/.exec(section(title))!;
  const reader = new EnvReader({ WAYMARK_SAMPLING_RULES: rules, WAYMARK_IGNORE_INCOMING: ignored });
  assert.equal(readSamplingRules(reader).length, 3);
  assert.equal(readIgnoreIncoming(reader).length, 4);
  assert.deepEqual(reader.complaints, []);
});

test('the health checks that it lists are those that are ignored', () => {
  const listed = section('What is sampled, and what is ignored').match(/^`\/.*$/m)![0];
  assert.deepEqual(
    [...listed.matchAll(/`(.*?)`/g)].map(([, path]) => path),
    HEALTH_CHECKS,
  );
});
