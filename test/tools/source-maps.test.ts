/** Where Node translates stacks, those of exception events are translated as well; where it does not, they stay as they are. */

import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type NodeProcessOptions, runNode, startOtlpServer } from '@waymark/testing';

const shop = (name: string) => fileURLToPath(new URL(`apps/shop/${name}`, import.meta.url));
const tsx = fileURLToPath(new URL('node_modules/tsx/dist/loader.mjs', import.meta.url));
const tsNode = fileURLToPath(new URL('node_modules/ts-node/register/transpile-only.js', import.meta.url));

const source = readFileSync(shop('fail.ts'), 'utf8');
const thrownAt = source.slice(0, source.indexOf('throw new Error')).split('\n').length;

// Compiled to where it resolves what the source resolves, with the map inside.
const compiled = shop(`fail-${process.pid}.mjs`);
writeFileSync(
  compiled,
  stripTypeScriptTypes(source, { mode: 'transform', sourceMap: true, sourceUrl: 'fail.ts' }),
);
after(() => rmSync(compiled));

const RUNS: [name: string, file: string, flags: string[], mapped: boolean][] = [
  ['compiled, under --enable-source-maps', compiled, ['--enable-source-maps'], true],
  ['compiled', compiled, [], false],
  ['tsx', shop('fail.ts'), ['--import', tsx], true],
  ['ts-node', shop('fail.ts'), ['--require', tsNode], true],
];

for (const [name, file, flags, mapped] of RUNS) {
  test(`${name}: the stack of an exception event points at ${mapped ? 'the source' : 'what runs'}`, async () => {
    const stack = await stackOf(file, { flags });
    const place = mapped ? `fail.ts:${thrownAt}:` : `${compiled}:`;
    assert.match(stack.split('\n')[0]!, /^Error: 7 is out of stock$/);
    assert.ok(stack.split('\n')[1]!.includes(place), stack);
    assert.equal(stack.includes('fail.ts'), mapped);
  });
}

async function stackOf(file: string, options: NodeProcessOptions): Promise<string> {
  await using sink = await startOtlpServer();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_METRICS_EXPORTER: 'none' };
  const run = await runNode(file, { ...options, register: 'require', env, cwd: shop('') });
  assert.equal(run.code, 0, run.stderr);
  const failed = sink.spans.find(({ kind }) => kind === 'SERVER');
  return String(failed?.events[0]?.attributes['exception.stacktrace']);
}
