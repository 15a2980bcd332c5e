import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockSkewOf } from './clock-skew.ts';
import { rowOf, type SampleSpan, sampleTrace } from './sample-trace.ts';
import { treeOf } from './tree.ts';

function corrected(spans: readonly SampleSpan[]) {
  const trace = sampleTrace(spans);
  const skew = clockSkewOf(trace, treeOf(trace));
  return { trace, skew, start: (id: string) => skew?.start[rowOf(trace, id)] };
}

const CLIENT = { id: 'client', service: 'web', kind: 'client', start: 1000, end: 1100 } as const;

test('a server that starts before its client is put into the middle of it, with all of its service', () => {
  const { skew, start, trace } = corrected([
    CLIENT,
    { id: 'server', parent: 'client', service: 'api', kind: 'server', start: 500, end: 560 },
    { id: 'query', parent: 'server', service: 'api', start: 510, end: 520 },
  ]);
  assert.deepEqual([start('client'), start('server'), start('query')], [1000, 1020, 1030]);
  assert.equal(skew?.largest, 520);
  assert.equal(skew?.spans, 2);
  assert.deepEqual(
    skew?.services.map((service) => trace.services[service]),
    ['api'],
  );
});

test('the next service is measured against where its caller was put', () => {
  const { start } = corrected([
    CLIENT,
    { id: 'server', parent: 'client', service: 'api', kind: 'server', start: 500, end: 560 },
    { id: 'call', parent: 'server', service: 'api', kind: 'client', start: 510, end: 550 },
    { id: 'third', parent: 'call', service: 'db', kind: 'server', start: 1032, end: 1062 },
  ]);
  assert.equal(start('call'), 1030);
  assert.equal(start('third'), 1032, 'it lies in its corrected caller');
});

test('one that is longer than its parent starts with it', () => {
  const { start } = corrected([
    CLIENT,
    { id: 'server', parent: 'client', service: 'api', kind: 'server', start: 400, end: 900 },
  ]);
  assert.equal(start('server'), 1000);
});

test('a server that starts after its client has ended is moved back', () => {
  const { start } = corrected([
    CLIENT,
    { id: 'server', parent: 'client', service: 'api', kind: 'server', start: 5000, end: 5050 },
  ]);
  assert.equal(start('server'), 1025);
});

const UNTOUCHED: [name: string, spans: SampleSpan[]][] = [
  [
    'a server that lies in its client',
    [CLIENT, { id: 'x', parent: 'client', service: 'api', kind: 'server', start: 1010, end: 1050 }],
  ],
  [
    'a consumer that starts later',
    [
      { ...CLIENT, kind: 'producer' },
      { id: 'x', parent: 'client', service: 'api', kind: 'consumer', start: 9000, end: 9100 },
    ],
  ],
  [
    'a server whose client gave up',
    [
      { ...CLIENT, error: true },
      { id: 'x', parent: 'client', service: 'api', kind: 'server', start: 1200, end: 1300 },
    ],
  ],
  [
    'a server that outlasts its client',
    [CLIENT, { id: 'x', parent: 'client', service: 'api', kind: 'server', start: 1050, end: 1500 }],
  ],
  [
    'a span of the same service, whatever its times',
    [CLIENT, { id: 'x', parent: 'client', service: 'web', start: 100, end: 200 }],
  ],
];
for (const [name, spans] of UNTOUCHED) {
  test(`leaves ${name}`, () => assert.equal(corrected(spans).skew, undefined));
}
