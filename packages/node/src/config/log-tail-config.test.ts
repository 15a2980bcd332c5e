import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configFromEnv } from './config.ts';
import { readLogTailOptions } from './log-tail-options.ts';

const read = (env: Record<string, string>) => {
  const { config, complaints } = configFromEnv(env, { logTail: readLogTailOptions });
  return { logTail: config.logTail, complaints };
};

test('all lines leave unless somebody says otherwise, and nothing is read for it', () => {
  assert.equal(configFromEnv({}).config.logTail, undefined);
  assert.equal(read({ WAYMARK_LOG_TAIL: 'off' }).logTail, undefined);
  assert.equal(read({ WAYMARK_LOG_EXPORT_LEVEL: 'trace' }).logTail, undefined);
});

const settings: [env: Record<string, string>, logTail: unknown][] = [
  [{ WAYMARK_LOG_TAIL: 'ON' }, { mode: 'on', level: 'info', slowMillis: 5000 }],
  [
    { WAYMARK_LOG_TAIL: 'debug', WAYMARK_LOG_TAIL_SLOW: '250' },
    { mode: 'debug', level: 'info', slowMillis: 250 },
  ],
  [
    { WAYMARK_LOG_TAIL: 'on', WAYMARK_LOG_TAIL_SLOW: '0', WAYMARK_LOG_EXPORT_LEVEL: 'Warn' },
    { mode: 'on', level: 'warn', slowMillis: 0 },
  ],
  [{ WAYMARK_LOG_EXPORT_LEVEL: 'error' }, { mode: 'off', level: 'error', slowMillis: 5000 }],
];
for (const [env, logTail] of settings) {
  test(`${JSON.stringify(env)} is read`, () => assert.deepEqual(read(env), { logTail, complaints: [] }));
}

const wrong: [env: Record<string, string>, line: string][] = [
  [
    { WAYMARK_LOG_TAIL: 'yes' },
    'WAYMARK_LOG_TAIL="yes" is not valid: it takes one of off, on, debug; off is used',
  ],
  [
    { WAYMARK_LOG_EXPORT_LEVEL: 'fatal' },
    'WAYMARK_LOG_EXPORT_LEVEL="fatal" is not valid: it takes one of trace, debug, info, warn, error; trace is used',
  ],
  [
    { WAYMARK_LOG_TAIL: 'on', WAYMARK_LOG_TAIL_SLOW: '1s' },
    'WAYMARK_LOG_TAIL_SLOW="1s" is not valid: it takes a whole number of at least 0; the default is used',
  ],
  [{ WAYMARK_LOG_TAIL_SLOW: '100' }, 'WAYMARK_LOG_TAIL_SLOW has no effect without WAYMARK_LOG_TAIL=on'],
];
for (const [env, line] of wrong) {
  test(`${JSON.stringify(env)} costs a line`, () => assert.deepEqual(read(env).complaints, [line]));
}
