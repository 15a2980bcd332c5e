/** Loggers that upstream knows nothing of have our adapters beside its engine, too. */

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LoggerApp } from './app.ts';
import { ensureLoggers } from './packages.mjs';
import { play } from './play.ts';

ensureLoggers();
const require = createRequire(import.meta.url);
const UPSTREAMS = ['bunyan', 'pino', 'winston'];
const names = readdirSync(join(import.meta.dirname, 'apps')).map((file) => file.replace('.cjs', ''));

for (const name of names.filter((each) => !UPSTREAMS.includes(each))) {
  test(`${name} beside upstream's engine: a record of a line, with its request`, async () => {
    const named = require(`./apps/${name}.cjs`) as LoggerApp;
    const app = { ...named, ...named.newest };
    const env = { ...app.env, WAYMARK_ENGINE: 'upstream' };
    const { records, span } = (await play(name, { ...app, env }, 'newest', 'cjs', true))('said');
    assert.ok(span);
    assert.deepEqual(
      records.map(({ spanId, scope, attributes }) => [spanId, scope.name, attributes['http.request.id']]),
      [[span.spanId, app.scope ?? app.module, 'req-said']],
    );
  });
}
