import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configFromEnv } from './config.ts';
import { wrongResponseHeaders } from './response-header-list.ts';

const of = (text: string, env = {}) => configFromEnv({ WAYMARK_RESPONSE_HEADERS: text, ...env });

test('responses carry what the list names, and the request id where there is no list', () => {
  const table: [string, string, string[], RegExp | undefined][] = [
    ['unset', '', ['request-id'], undefined],
    ['all', 'request-id, Trace,time,service', ['request-id', 'trace', 'time', 'service'], undefined],
    ['without the id', 'trace', ['trace'], undefined],
    ['none', 'none', [], undefined],
    ['none beside others', 'none,trace', [], /none stands beside others, and wins/],
    [
      'one that there is not',
      'trace,cookies',
      ['trace'],
      /"cookies" is not valid: it takes .*; it is left out/,
    ],
    ['nothing that there is', 'cookies', ['request-id'], /"cookies" is not valid: .*; the default is used/],
  ];
  for (const [condition, text, expected, complaint] of table) {
    const { config, complaints } = of(text);
    assert.deepEqual(config.responseHeaders, expected, condition);
    if (complaint === undefined) assert.deepEqual(complaints, [], condition);
    else assert.match(complaints.join('\n'), complaint, condition);
  }
});

test("of upstream's engine, a line says that the time is left out", () => {
  const { complaints } = of('trace,time', { WAYMARK_ENGINE: 'upstream' });
  assert.deepEqual(complaints, [
    'WAYMARK_RESPONSE_HEADERS: time is not there with WAYMARK_ENGINE=upstream; it is left out',
  ]);
});

test('a list in a file is judged item by item', () => {
  assert.deepEqual(wrongResponseHeaders('Trace, time'), []);
  assert.deepEqual(wrongResponseHeaders('none'), []);
  assert.deepEqual(wrongResponseHeaders('trace,x,none'), ['x', 'none']);
});
