/** WAYMARK_LOG_FIELDS holds for every logger whose lines are structured, and changes no record. */

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LoggerApp } from './app.ts';
import { ensureLoggers } from './packages.mjs';
import { type Played, play } from './play.ts';

ensureLoggers();
const require = createRequire(import.meta.url);
const names = readdirSync(join(import.meta.dirname, 'apps')).map((file) => file.replace('.cjs', ''));

type Ids = Readonly<Record<string, unknown>>;

/** What each set makes of a request's ids. */
const SETS: Readonly<Record<string, (span: NonNullable<Played['span']>, requestId: string) => Ids>> = {
  ecs: ({ traceId, spanId }, requestId) => ({
    'trace.id': traceId,
    'span.id': spanId,
    'http.request.id': requestId,
    'service.name': 'shop',
  }),
  datadog: ({ traceId, spanId }, requestId) => ({
    dd: { trace_id: traceId, span_id: BigInt(`0x${spanId}`).toString(), service: 'shop' },
    request_id: requestId,
  }),
};
const OTEL = ['trace_id', 'span_id', 'request_id', 'service.name'];

for (const name of names) {
  const named = require(`./apps/${name}.cjs`) as LoggerApp;
  const app = { ...named, ...named.newest };
  if (typeof app.structured === 'string') continue;
  for (const [set, idsOf] of Object.entries(SETS)) {
    test(`${name}: a line has the names of ${set}, and its record the same as ever`, async () => {
      const env = { ...app.env, WAYMARK_LOG_FIELDS: set };
      const { stdout, stderr, span, records } = (await play(name, { ...app, env }, 'newest', 'cjs', true))(
        'said',
      );
      assert.ok(span);
      const ids = idsOf(span, 'req-said');
      const lines = (stdout + stderr).trimEnd().split('\n');
      const fields = (app.parse ?? JSON.parse)(lines[0]!) as Ids;
      assert.equal(lines.length, 1);
      assert.deepEqual(Object.fromEntries(Object.keys(ids).map((key) => [key, fields[key]])), ids);
      assert.deepEqual(
        OTEL.filter((key) => key in fields && !(key in ids)),
        [],
      );
      assert.equal(records.length, 1);
      const told = Object.keys(records[0]!.attributes).filter((key) => key in ids || OTEL.includes(key));
      assert.deepEqual(
        told.filter((key) => key !== 'http.request.id'),
        [],
      );
      assert.equal(records[0]!.attributes['http.request.id'], 'req-said');
    });
  }
}
