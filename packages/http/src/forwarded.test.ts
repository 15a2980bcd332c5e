import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseForwarded } from './forwarded.ts';

describe('parseForwarded', () => {
  it('reads elements and pairs in order', () => {
    assert.deepEqual(
      parseForwarded('for=192.0.2.1;Host=a.example;proto=https, for="[2001:db8::1]:80" ; by=x'),
      [{ for: '192.0.2.1', host: 'a.example', proto: 'https' }, { for: '[2001:db8::1]:80' }],
    );
  });

  it('unescapes quoted values, in which separators mean nothing', () => {
    assert.deepEqual(parseForwarded('host="a\\"b,c;d"'), [{ host: 'a"b,c;d' }]);
  });

  it('takes nothing from a malformed header', () => {
    for (const header of ['for', 'for=', 'for="a', 'for=a b', '=a', 'for=a;;host=b']) {
      assert.deepEqual(parseForwarded(header), [], header);
    }
  });

  it('takes time in proportion to the header', () => {
    const began = performance.now();
    parseForwarded(`for="${'\\'.repeat(60_000)}`);
    parseForwarded(`for=a${' '.repeat(60_000)}x`);
    assert.ok(performance.now() - began < 500);
  });
});
