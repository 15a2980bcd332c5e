/** consola and tslog have smaller ones of themselves, by files of their own: an app may load any of them, and several. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runNode, startOtlpServer } from '@waymark/testing';
import { ensureLoggers } from './packages.mjs';

ensureLoggers();

const QUIET = '{ reporters: [{ log() {} }] }';

const PROGRAMS: readonly (readonly [title: string, source: string, records: readonly string[]])[] = [
  [
    'consola/basic, imported',
    "import { consola } from 'consola/basic'; consola.info('one');",
    ['consola: one'],
  ],
  [
    'consola/core, imported, and all of consola beside',
    "import { createConsola } from 'consola/core'; import consola from 'consola';" +
      `createConsola(${QUIET}).info('one'); consola.info('two');`,
    ['consola: one', 'consola: two'],
  ],
  [
    'all of consola that there are, required',
    "for (const name of ['consola', 'consola/basic']) require(name).consola.info(name);" +
      `require('consola/core').createConsola(${QUIET}).info('consola/core');`,
    ['consola: consola', 'consola: consola/basic', 'consola: consola/core'],
  ],
  [
    'tslog/slim, imported, and all of tslog beside',
    "import { Logger } from 'tslog/slim'; import { log } from 'tslog';" +
      "new Logger({ type: 'json' }).info('one'); log.info('two');",
    ['tslog: one', 'tslog: two'],
  ],
  [
    'tslog/slim, required',
    "new (require('tslog/slim').Logger)({ type: 'json' }).info('one');",
    ['tslog: one'],
  ],
  [
    "tslog/lite, whose methods are console's",
    "import { lite } from 'tslog/lite'; lite.info('one');",
    ['console: one'],
  ],
];

for (const [title, source, expected] of PROGRAMS) {
  test(`${title}: one record a line`, async () => {
    await using sink = await startOtlpServer();
    const { code, stderr } = await runNode('--eval', {
      flags: source.startsWith('import') ? ['--input-type=module'] : [],
      args: [source],
      register: 'require',
      cwd: join(import.meta.dirname, 'newest'),
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_METRICS_EXPORTER: 'none' },
    });
    assert.equal(code, 0, stderr);
    const records = sink.logs.map(({ body, scope }) => `${scope.name}: ${body}`);
    assert.deepEqual(records, expected);
  });
}
