/** consola 3 has smaller ones of itself, by files of their own: an app may load any of them, and several. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runNode, startOtlpServer } from '@waymark/testing';
import { ensureLoggers } from './packages.mjs';

ensureLoggers();

const PROGRAMS = {
  'consola/basic, imported': "import { consola } from 'consola/basic'; consola.info('one');",
  'consola/core, imported, and all of it beside':
    "import { createConsola } from 'consola/core'; import consola from 'consola';" +
    "createConsola({ reporters: [{ log() {} }] }).info('one'); consola.info('two');",
  'all that there are, required':
    "for (const name of ['consola', 'consola/basic']) require(name).consola.info(name);" +
    "require('consola/core').createConsola({ reporters: [{ log() {} }] }).info('consola/core');",
};

for (const [title, source] of Object.entries(PROGRAMS)) {
  test(`${title}: one record a line`, async () => {
    await using sink = await startOtlpServer();
    const isModule = source.startsWith('import');
    const { code, stderr } = await runNode('--eval', {
      flags: isModule ? ['--input-type=module'] : [],
      args: [source],
      register: 'require',
      cwd: join(import.meta.dirname, 'newest'),
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_METRICS_EXPORTER: 'none' },
    });
    assert.equal(code, 0, stderr);
    const bodies = sink.logs.map(({ body, scope }) => `${scope.name}: ${body}`);
    const said = source.includes("'two'") ? ['one', 'two'] : ['one'];
    const expected = isModule ? said : ['consola', 'consola/basic', 'consola/core'];
    assert.deepEqual(
      bodies,
      expected.map((text) => `consola: ${text}`),
    );
  });
}
