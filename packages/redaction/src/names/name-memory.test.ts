import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NameMemory } from './name-memory.ts';

describe('the memory of names', () => {
  const names = () => new NameMemory({}, (name) => name);

  it('follows attributes in whatever order they come', () => {
    const memory = names();
    for (const order of [
      ['a', 'password', 'b'],
      ['password', 'b', 'a'],
      ['b', 'a', 'password'],
      ['a', 'password', 'b'],
    ]) {
      let known = memory.first;
      for (const name of order) {
        known = memory.after(known, name);
        assert.equal(known, memory.of(name));
        assert.equal(known.secrecy, name === 'password' ? 'always' : undefined);
      }
    }
  });

  it('starts over when there are too many, and links none that is too long', () => {
    const memory = names();
    const before = memory.after(memory.first, 'a');
    const long = memory.after(before, `${'x'.repeat(300)}.password`);
    assert.equal(long.secrecy, 'always');
    assert.equal(before.next, undefined);
    for (let i = 0; i < 2048; i++) memory.of(`name-${i}`);
    assert.equal(memory.first.next, undefined);
    assert.notEqual(memory.after(memory.first, 'a'), before);
  });
});
