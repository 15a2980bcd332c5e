import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { isValidSpanId, isValidTraceId } from '@opentelemetry/api';
import { RandomIdGenerator } from './random-ids.ts';

test('ids are valid and all different, across many refills of the pool', () => {
  const ids = new RandomIdGenerator();
  const seen = new Set<string>();
  for (let i = 0; i < 5000; i++) {
    const traceId = ids.generateTraceId();
    const spanId = ids.generateSpanId();
    assert.ok(isValidTraceId(traceId) && isValidSpanId(spanId), `${traceId} ${spanId}`);
    seen.add(traceId).add(spanId);
  }
  assert.equal(seen.size, 10_000);
});

test('every hex digit appears in every position', () => {
  const ids = new RandomIdGenerator();
  const digits = Array.from({ length: 32 }, () => new Set<string>());
  for (let i = 0; i < 1000; i++)
    for (const [at, digit] of [...ids.generateTraceId()].entries()) digits[at]!.add(digit);
  for (const seen of digits) assert.equal(seen.size, 16);
});

test('an id of zeros is skipped', () => {
  let fills = 0;
  const ids = new RandomIdGenerator((buffer) => buffer.fill(fills++ === 0 ? 0 : 0xab));
  assert.equal(ids.generateTraceId(), 'ab'.repeat(16));
  fills = 0;
  const others = new RandomIdGenerator((buffer) => buffer.fill(fills++ === 0 ? 0 : 0xab));
  assert.equal(others.generateSpanId(), 'ab'.repeat(8));
});

test('node:crypto is loaded by the first id, and not by the import', () => {
  const script = `
    const { RandomIdGenerator } = await import(${JSON.stringify(import.meta.resolve('./random-ids.ts'))});
    const loaded = () => process.moduleLoadList.includes('NativeModule crypto');
    const ids = new RandomIdGenerator();
    const before = loaded();
    ids.prepare();
    console.log(before, loaded());`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  assert.equal(child.stdout, 'false true\n', child.stderr);
});
