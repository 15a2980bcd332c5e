import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../read-config.ts';

const complaintsOf = (env: Record<string, string>) => readConfig(env).complaints;

test('an option that ours does not take costs one line, unless upstream runs', () => {
  const env = { WAYMARK_INSTRUMENTATION_EXPRESS: 'ignoreLayers=a,enabled=true,requestHook=b' };
  assert.deepEqual(complaintsOf(env), [
    "ignoreLayers, requestHook do nothing for express, which Waymark traces itself; WAYMARK_ENGINE=upstream has upstream's",
  ]);
  assert.deepEqual(complaintsOf({ ...env, WAYMARK_ENGINE: 'upstream' }), []);
});

test("options that ours takes, and those of what is upstream's anyway, cost none", () => {
  assert.deepEqual(
    complaintsOf({
      WAYMARK_INSTRUMENTATION_HTTP: 'requireParentforIncomingSpans=true',
      WAYMARK_INSTRUMENTATION_PG: 'anything=1',
      WAYMARK_INSTRUMENTATION_PINO: 'enabled=false',
    }),
    [],
  );
});
