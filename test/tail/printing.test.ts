/** WAYMARK_LOG_TAIL=debug makes lines that loggers keep to themselves, and the application prints what it printed: to the byte. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runNode, startOtlpServer, type TestLog } from '@waymark/testing';

/** Lines without ids, which differ from run to run. */
const BARE = { WAYMARK_LOG_FIELDS: 'trace_id=none,span_id=none,request_id=none,service.name=none' };

interface Printed {
  files: Record<string, string>;
  logs: TestLog[];
}

async function printed(env: Record<string, string>, register: 'require' | undefined): Promise<Printed> {
  await using sink = await startOtlpServer();
  const folder = mkdtempSync(join(tmpdir(), 'waymark-tail-'));
  try {
    const { code, stdout, stderr } = await runNode(join(import.meta.dirname, 'printing.cjs'), {
      ...(register && { register }),
      env: {
        ...BARE,
        FOLDER: folder,
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        OTEL_METRICS_EXPORTER: 'none',
        ...env,
      },
    });
    assert.equal(code, 0, stderr);
    const names = readdirSync(folder).sort();
    const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
    return { files: { ...files, stdout }, logs: [...sink.logs] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('files, workers, streams and stdout are what they are without us', async () => {
  const bare = await printed({}, undefined);
  const tailed = await printed({ WAYMARK_LOG_TAIL: 'debug' }, 'require');
  assert.equal(Object.keys(bare.files).length, 11);
  for (const [name, text] of Object.entries(bare.files)) {
    assert.ok(text.length > 200, `${name}: ${text}`);
    assert.equal(tailed.files[name], text, name);
  }
  // Lines that were printed nowhere, or not by all, left with the request that failed.
  const debug = tailed.logs.filter(({ severityNumber }) => severityNumber === 5);
  const scopes = new Set(debug.map(({ scope }) => scope.name));
  assert.deepEqual([...scopes].sort(), ['bunyan', 'pino', 'winston']);
  assert.ok(debug.every(({ traceId }) => traceId !== undefined));
  assert.equal(tailed.logs.filter(({ severityNumber }) => severityNumber < 5).length, 0);
  assert.ok(debug.some(({ attributes }) => attributes['card'] === '[Redacted]'));
});
