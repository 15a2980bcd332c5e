import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isValidSpanId, isValidTraceId } from '@opentelemetry/api';
import { fillRandom } from './entropy.ts';
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

test('an id that is kept keeps little of those made beside it', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const ids = new RandomIdGenerator();
  const kept: string[] = [];
  const inUse = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = inUse();
  for (let i = 0; i < 100_000; i++) {
    const id = ids.generateTraceId();
    if (i % 200 === 0) kept.push(id);
  }
  const each = (inUse() - before) / kept.length;
  assert.ok(each < 2000, `${each} bytes`);
});

/** What a program prints that has made ids. */
function ofProgram(flags: readonly string[], source: string): string {
  const script = `
    const { RandomIdGenerator } = await import(${JSON.stringify(import.meta.resolve('./random-ids.ts'))});
    const hasCrypto = () => process.moduleLoadList.includes('NativeModule crypto');
    const ids = new RandomIdGenerator();
    ${source}`;
  const args = [...flags, '--input-type=module', '-e', script];
  const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(child.status, 0, child.stderr);
  return child.stdout;
}

const skip = process.platform === 'win32' && 'no /dev/urandom';

test('node:crypto is not loaded for ids', { skip }, () => {
  assert.equal(ofProgram([], 'ids.generateTraceId(); console.log(hasCrypto());'), 'false\n');
});

test('ids are random where no file may be read, too', () => {
  const fail = `
    const { default: fs } = await import('node:fs');
    const { openSync } = fs;
    fs.openSync = (file, ...rest) => {
      if (file === '/dev/urandom') throw new Error('not permitted');
      return openSync(file, ...rest);
    };
    (await import('node:module')).syncBuiltinESMExports();`;
  const preload = `data:text/javascript,${encodeURIComponent(fail)}`;
  const print = 'const id = ids.generateTraceId(); console.log(hasCrypto(), id);';
  const made = [1, 2].map(() => ofProgram(['--import', preload], print));
  for (const line of made) assert.match(line, /^true [0-9a-f]{32}\n$/);
  assert.notEqual(made[0], made[1]);
});

test('two processes that begin with the same bytes, as copies of one memory image do, make different ids', {
  skip,
}, () => {
  const alike = `
    const { default: fs } = await import('node:fs');
    const { readSync } = fs;
    fs.readSync = (file, bytes, ...rest) =>
      bytes.length === 16 ? bytes.fill(7).length : readSync(file, bytes, ...rest);
    (await import('node:module')).syncBuiltinESMExports();`;
  const preload = `data:text/javascript,${encodeURIComponent(alike)}`;
  const print = 'console.log(hasCrypto(), ids.generateTraceId());';
  const [one, other] = [1, 2].map(() => ofProgram(['--import', preload], print).split(' '));
  assert.deepEqual([one![0], other![0]], ['false', 'false']);
  // The first word is drawn before the clock shows, the second is not.
  assert.equal(one![1]!.slice(0, 8), other![1]!.slice(0, 8));
  assert.notEqual(one![1]!.slice(8, 16), other![1]!.slice(8, 16));
});

test('two processes with the same random seed make different ids', () => {
  const print = 'console.log(Math.random(), ids.generateTraceId());';
  const [one, other] = [1, 2].map(() => ofProgram(['--random-seed=1'], print).split(' '));
  assert.equal(one![0], other![0]);
  assert.notEqual(one![1], other![1]);
});

test('ones and zeros are even at each bit', () => {
  const bytes = Buffer.alloc(2 ** 20);
  fillRandom(bytes);
  const ones = new Array(32).fill(0);
  for (let at = 0; at < bytes.length; at += 4) {
    const word = bytes.readUInt32LE(at);
    for (let bit = 0; bit < 32; bit++) ones[bit] += (word >>> bit) & 1;
  }
  // 2 ** 17 of 2 ** 18, and seven standard deviations of 256.
  for (const count of ones) assert.ok(Math.abs(count - 2 ** 17) < 1800, ones.join(' '));
});
