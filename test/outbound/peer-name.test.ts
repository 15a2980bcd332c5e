/** Both ends of X-Service-Name and X-Request-Start: a service that is told records who asked, and how long the request was on its way. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relayedSpans } from './relayed.ts';

/** What the span of /out says of its caller. */
async function saidOfCaller(env: Record<string, string>): Promise<{ name: unknown; waited: unknown }> {
  const spans = await relayedSpans({ OTEL_SERVICE_NAME: 'shop', ...env });
  const callee = spans.find((span) => span.kind === 'SERVER' && span.attributes['url.path'] === '/out');
  assert.ok(callee !== undefined);
  const { 'service.peer.name': name, 'http.server.request.queue_duration': waited } = callee.attributes;
  return { name, waited };
}

for (const WAYMARK_ENGINE of ['waymark', 'upstream']) {
  test(`a host that is told knows its caller's name, and others do not: ${WAYMARK_ENGINE}`, async () => {
    const { name, waited } = await saidOfCaller({ WAYMARK_ENGINE, WAYMARK_PROPAGATE_TO: '127.0.0.1' });
    assert.equal(name, 'shop');
    assert.ok(typeof waited === 'number' && waited >= 0 && waited < 60, `${waited} s`);
    for (const list of ['', 'elsewhere.internal']) {
      const said = await saidOfCaller({ WAYMARK_ENGINE, WAYMARK_PROPAGATE_TO: list });
      assert.deepEqual(said, { name: undefined, waited: undefined }, list);
    }
  });
}
