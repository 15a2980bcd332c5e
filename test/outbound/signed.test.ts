/** Both ends of a signature: a service that trusts nobody goes on with the traces of those who hold its key. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relayedSpans } from './relayed.ts';

const STRANGER = 'a'.repeat(32);

/** How many traces the stranger's request and the one that it causes are. */
async function traces(env: Record<string, string>): Promise<number> {
  const headers = { traceparent: `00-${STRANGER}-${'b'.repeat(16)}-01` };
  const spans = await relayedSpans({ WAYMARK_TRUST_INBOUND: 'never', ...env }, headers);
  assert.ok(spans.every(({ traceId }) => traceId !== STRANGER));
  return new Set(spans.map(({ traceId }) => traceId)).size;
}

const KEY = 'a key that both ends hold';
for (const WAYMARK_ENGINE of ['waymark', 'upstream']) {
  test(`a signed request goes on with the trace of its caller, and no other does: ${WAYMARK_ENGINE}`, async () => {
    assert.equal(await traces({ WAYMARK_ENGINE, WAYMARK_TRUST_KEY: KEY }), 1);
    assert.equal(
      await traces({ WAYMARK_ENGINE, WAYMARK_TRUST_KEY: KEY, WAYMARK_PROPAGATE_TO: '127.0.0.1' }),
      1,
    );
    assert.equal(await traces({ WAYMARK_ENGINE, WAYMARK_TRUST_KEY: KEY, WAYMARK_PROPAGATE_TO: 'none' }), 2);
    assert.equal(await traces({ WAYMARK_ENGINE }), 2);
  });
}
