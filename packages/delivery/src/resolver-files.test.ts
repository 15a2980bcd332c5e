import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstQuestions, isInHosts } from './resolver-files.ts';

const HOSTS = '127.0.0.1 localhost\n10.0.0.7\tcollector.example Collector # backup\n::1 ip6-localhost\r\n';

for (const [host, expected] of [
  ['collector', true],
  ['COLLECTOR.example', true],
  ['ip6-localhost', true],
  ['backup', false],
  ['10.0.0.7', false],
  ['example', false],
] as const) {
  test(`${host} ${expected ? 'has' : 'has not'} an address in the hosts file`, () => {
    assert.equal(isInHosts(HOSTS, host), expected);
  });
}

for (const [what, host, conf, expected] of [
  ['no search domain', 'collector', 'nameserver 10.0.0.2\n', ['collector']],
  ['a search domain', 'otel.mon', 'search a.local b.local\n', ['otel.mon.a.local', 'otel.mon']],
  ['the last line counts', 'c', 'domain one.\nsearch two three\n', ['c.two', 'c']],
  ['a comment', 'c', '# search one\n', ['c']],
  ['a name that ends in a dot', 'c.', 'search one\n', ['c.']],
  ['the root', 'c', 'search .\n', ['c']],
] as const) {
  test(`what is asked first: ${what}`, () => {
    assert.deepEqual(firstQuestions(host, conf), expected);
  });
}
