import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChunkOptions } from './chunk.ts';
import { upstreamPatches } from './patches.ts';

const module = { name: 'pg', version: '8.1.0', baseDir: '/x' };

test('a chunk is loaded with the first of its modules, and made once with its options', () => {
  const loads: string[] = [];
  const made: ChunkOptions[] = [];
  const config = { pg: { requireParentSpan: true } };
  const patches = upstreamPatches(
    (chunk) => {
      loads.push(chunk);
      return {
        construct(options) {
          made.push(options);
          return (exports, { file }) => `${exports} ${file}`;
        },
      };
    },
    { config },
  );
  assert.deepEqual(loads, []);
  const patched = patches.map((patch) => patch.patch('patched', { ...module, file: patch.file }));
  assert.deepEqual(loads, ['pg']);
  assert.deepEqual(made, [{ tracerProvider: undefined, meterProvider: undefined, config: config.pg }]);
  assert.equal(patched[1], 'patched lib/client.js');
});

test('a chunk that does not load is asked for once, and its modules stay as they are', () => {
  let loads = 0;
  const [first, second] = upstreamPatches(() => {
    loads++;
    throw new Error('no such chunk');
  }, {});
  assert.throws(() => first!.patch('exports', module), /no such chunk/);
  assert.equal(second!.patch('exports', module), 'exports');
  assert.equal(loads, 1);
});

test('a chunk that is not enabled has no patches', () => {
  const load = () => assert.fail('loaded');
  assert.deepEqual(upstreamPatches(load, { config: { pg: { enabled: false } } }), []);
});
