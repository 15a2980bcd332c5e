/** A request that still runs, from register to the answers of the real viewer. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startNode } from '@waymark/testing';
import { startViewer } from '../../packages/viewer/src/index.ts';

const APP = fileURLToPath(new URL('app.cjs', import.meta.url));

interface Listed {
  traceId: string;
  rootName: string;
  spanCount: number;
  pending?: boolean;
}

for (const engine of ['waymark', 'upstream']) {
  test(`${engine}: the viewer shows it as pending, by its request id too, until it has ended`, async (t) => {
    const viewer = await startViewer({ port: 0 });
    t.after(() => viewer.close());
    await using app = startNode(APP, {
      register: 'require',
      env: {
        WAYMARK_ENGINE: engine,
        OTEL_TRACES_EXPORTER: 'viewer',
        OTEL_EXPORTER_OTLP_ENDPOINT: viewer.url,
        OTEL_BSP_SCHEDULE_DELAY: '50',
      },
    });
    const ask = async (path: string) => (await fetch(`${viewer.url}/api/waymark/${path}`)).json();
    const until = async (holds: (traces: Listed[]) => boolean) => {
      for (const end = Date.now() + 10_000; ; await sleep(50)) {
        const { traces } = (await ask('traces')) as { traces: Listed[] };
        if (holds(traces)) return traces;
        assert.ok(Date.now() < end, JSON.stringify(traces));
      }
    };
    const [, port] = await app.waitForLine(/listening on (\d+)/);
    await fetch(`http://127.0.0.1:${port}/first`);
    await until((traces) => traces.length === 1);
    const before = ((await ask('status')) as { version: number }).version;

    const slow = fetch(`http://127.0.0.1:${port}/wait/3000`, { headers: { 'x-request-id': 'slow-7' } });
    slow.catch(() => {}); // what fails before says more
    const [listed] = await until(([newest]) => newest?.pending === true);
    assert.deepEqual([listed!.rootName, listed!.spanCount], ['GET', 1]);
    assert.ok(((await ask('status')) as { version: number }).version > before);
    const skeleton = await ask('traces/slow-7/skeleton');
    assert.partialDeepStrictEqual(skeleton, { traceId: listed!.traceId, pending: [0], requestId: 'slow-7' });

    await slow;
    const [ended] = await until(([newest]) => newest?.pending === undefined);
    assert.equal(ended!.traceId, listed!.traceId);
    assert.deepEqual(((await ask('traces/slow-7/skeleton')) as { pending: number[] }).pending, []);
  });
}
