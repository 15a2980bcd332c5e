import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { ChunkOptions, UpstreamChunk } from './chunk.ts';
import { type UpstreamOptions, upstreamInstrumentations } from './upstream.ts';

const module = { name: 'pg', version: '8.1.0', baseDir: '/x' };

/** With pg alone, from a chunk that appends the file's name; says what was done with it. */
function withChunk(options: UpstreamOptions = {}) {
  const log: unknown[] = [];
  const construct: UpstreamChunk['construct'] = (given: ChunkOptions) => {
    log.push(given);
    return {
      instrumentation: { disable: () => log.push('disabled') } as unknown as Instrumentation,
      patch: (exports, { file }) => `${exports} ${file}`,
    };
  };
  const load = (chunk: string) => {
    log.push(chunk);
    return { construct };
  };
  return {
    log,
    upstream: upstreamInstrumentations(load, { isEnabled: (name) => name === 'pg', ...options }),
  };
}

test('a chunk is loaded with the first of its modules, and made once with its options', () => {
  const config = { pg: { requireParentSpan: true } };
  const { log, upstream } = withChunk({ config });
  assert.deepEqual(log, []);
  const patched = upstream.table
    .patchesOf('pg')
    .map((patch) => patch.patch('patched', { ...module, file: patch.file }));
  assert.deepEqual(log, ['pg', { config: config.pg }]);
  assert.equal(patched[1], 'patched lib/client.js');
});

test('an instrumentation without a module is started, once', () => {
  const { log, upstream } = withChunk();
  assert.equal(upstream.start('runtime-node'), upstream.start('runtime-node'));
  assert.deepEqual(log, ['runtime-node', { config: undefined }]);
});

test('a chunk that does not load is asked for once, and its modules stay as they are', () => {
  let loads = 0;
  const { table } = upstreamInstrumentations(() => {
    loads++;
    throw new Error('no such chunk');
  });
  const [first, second] = table.patchesOf('pg');
  assert.throws(() => first!.patch('exports', module), /no such chunk/);
  assert.equal(second!.patch('exports', module), 'exports');
  assert.equal(loads, 1);
});

test("Node's modules that a chunk asks for while it loads are patched when it is there", () => {
  const log: string[] = [];
  const see = (name: string) => {
    for (const { patch } of table.patchesOf(name)) patch({}, { name });
  };
  const { table } = upstreamInstrumentations((chunk) => {
    log.push(`${chunk} loads`);
    if (chunk === 'http') for (const name of ['node:https', 'node:fs']) see(name);
    log.push(`${chunk} is there`);
    const patch = (_: unknown, { name }: { name: string }) => log.push(`${chunk} patches ${name}`);
    return { construct: () => ({ instrumentation: {} as Instrumentation, patch }) };
  });
  see('node:http');
  assert.deepEqual(log, [
    'http loads',
    'http is there',
    'http patches node:https',
    'fs loads',
    'fs is there',
    'fs patches node:fs',
    'http patches node:http',
  ]);
});

test('an instrumentation that is not enabled has no patches', () => {
  const { upstream } = withChunk({ isEnabled: () => false });
  assert.deepEqual(upstream.table.patchesOf('pg'), []);
});

test('a version of a module that somebody else has is left alone', () => {
  const { log, upstream } = withChunk({ isTaken: (name, version) => name === 'pg' && version === '8.1.0' });
  const [first] = upstream.table.patchesOf('pg');
  assert.equal(first!.patch('exports', module), 'exports');
  assert.deepEqual(log, []);
  assert.equal(first!.patch('exports', { ...module, version: '8.2.0' }), 'exports undefined');
});

test('after disableAll what was made is disabled, and what loads later stays as it is', () => {
  const { log, upstream } = withChunk();
  const [first, second] = upstream.table.patchesOf('pg');
  first!.patch('exports', module);
  upstream.disableAll();
  assert.equal(log.at(-1), 'disabled');
  assert.equal(second!.patch('exports', module), 'exports');
});

test('on AWS Lambda the file of the handler is a module to patch, and nowhere else', () => {
  const handlers = (env: Record<string, string>) =>
    upstreamInstrumentations(() => assert.fail('loaded'), {
      env,
      isEnabled: (name) => name === 'aws-lambda',
    }).patches.map(({ module, esm }) => [module, esm]);
  assert.deepEqual(handlers({}), []);
  assert.deepEqual(handlers({ LAMBDA_TASK_ROOT: '/var/task', _HANDLER: 'src/index.handler' }), [
    ['/var/task/src/index.js', ['handler']],
    ['/var/task/src/index.mjs', ['handler']],
    ['/var/task/src/index.cjs', ['handler']],
  ]);
});
