import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBoundaryLists } from './boundary-lists.ts';
import { configFromEnv } from './config.ts';

const read = (env: Record<string, string>) => configFromEnv(env, { boundary: readBoundaryLists });

const lists: [condition: string, text: string | undefined, callers: unknown][] = [
  ['everybody, unless it is set', undefined, 'always'],
  ['everybody, where it is empty', ' ', 'always'],
  ['everybody by word', 'Always', 'always'],
  ['nobody by word', 'NEVER', 'never'],
  [
    'addresses, ranges and paths',
    '10.0.0.0/8, ::1,fd00::/8,/Internal/*,*/hooks',
    ['10.0.0.0/8', '::1', 'fd00::/8', '/Internal/*', '*/hooks'],
  ],
];
for (const [condition, text, callers] of lists) {
  test(`WAYMARK_TRUST_INBOUND: ${condition}`, () => {
    const { config, complaints } = read(text === undefined ? {} : { WAYMARK_TRUST_INBOUND: text });
    assert.deepEqual([config.trustInbound, complaints], [callers, []]);
  });
}

test('WAYMARK_TRUST_INBOUND: what is not valid costs a line, and nobody is trusted because of it', () => {
  const { config, complaints } = read({
    WAYMARK_TRUST_INBOUND: '10.0.0.0/33,10.0.0.0/8,gateway.internal,always',
  });
  assert.deepEqual(config.trustInbound, ['10.0.0.0/8']);
  const valid =
    'CIDRs such as 10.0.0.0/8, addresses, and paths such as /internal/*; or always, or never, alone; it is left out';
  assert.deepEqual(
    complaints,
    ['10.0.0.0/33', 'gateway.internal', 'always'].map(
      (item) => `WAYMARK_TRUST_INBOUND="${item}" is not valid: it takes ${valid}`,
    ),
  );
  for (const text of ['alway', ',', ' , ,,', 'NEVER,127.0.0.1']) {
    const nobody = read({ WAYMARK_TRUST_INBOUND: text });
    assert.deepEqual(nobody.config.trustInbound, []);
    assert.equal(nobody.complaints.length, 1);
    const [line] = nobody.complaints;
    const [wrong] = text.startsWith('NEVER') ? ['NEVER'] : [text.trim()];
    assert.ok(line?.startsWith(`WAYMARK_TRUST_INBOUND=${JSON.stringify(wrong)} is not valid: `), line);
    assert.match(line ?? '', /; nobody is trusted$/);
  }
});

test('WAYMARK_TRUST_KEY: one or more keys, none of which is ever shown', () => {
  const [first, second, short] = ['the key of 2026-11', 'the key of 2026-05', 'too short'];
  assert.deepEqual(read({}).config.trustKeys, []);
  assert.deepEqual(read({ WAYMARK_TRUST_KEY: first }).config.trustKeys, [first]);
  assert.deepEqual(read({ WAYMARK_TRUST_KEY: ` ${first} ,${second},` }).config.trustKeys, [first, second]);
  const { config, complaints } = read({ WAYMARK_TRUST_KEY: `${short},${second}` });
  assert.deepEqual(config.trustKeys, [second]);
  assert.deepEqual(complaints, [
    'WAYMARK_TRUST_KEY is not valid (its value is not shown): it takes keys of at least 16 characters, separated by commas; what is shorter is left out',
  ]);
});

test('a key where tracecontext is not sent, and nothing is signed, costs a line', () => {
  const WAYMARK_TRUST_KEY = 'the key of 2026-11';
  const line =
    'WAYMARK_TRUST_KEY (or trust_key) signs no request: signed is traceparent, and no tracecontext is among the propagators';
  for (const OTEL_PROPAGATORS of ['b3,baggage', 'none'])
    assert.deepEqual(read({ WAYMARK_TRUST_KEY, OTEL_PROPAGATORS }).complaints, [line]);
  assert.deepEqual(read({ WAYMARK_TRUST_KEY }).complaints, []);
  assert.deepEqual(read({ WAYMARK_TRUST_KEY, OTEL_PROPAGATORS: 'b3,tracecontext' }).complaints, []);
  assert.deepEqual(read({ WAYMARK_TRUST_INBOUND: 'never', OTEL_PROPAGATORS: 'b3' }).complaints, []);
});
