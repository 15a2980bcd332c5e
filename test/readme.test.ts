/** What the README says to type, typed; what its tables list, held against the code. */

import assert from 'node:assert/strict';
import { existsSync, globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startNode } from '@waymark/testing';

import { configFromEnv } from '../packages/node/src/config/config.ts';
import { EnvReader } from '../packages/node/src/config/env-reader.ts';
import { INSTRUMENTATIONS } from '../packages/node/src/config/instrumentation-names.ts';
import { readLogExporterOptions } from '../packages/node/src/config/log-exporter-options.ts';
import { LOG_EXPORTERS } from '../packages/node/src/config/log-exporters-config.ts';
import { withoutOpenCredentials } from '../packages/node/src/config/open-credentials.ts';
import { readOtlpSecrets } from '../packages/node/src/config/otlp-secrets.ts';
import { OWN_VARIABLES } from '../packages/node/src/config/own-variables.ts';
import { SETTINGS } from '../packages/node/src/config-file/distribution.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

test("the README's ten lines run, say the line that it shows, and answer with a request id", async () => {
  const readme = read('README.md');
  const app = join(mkdtempSync(join(tmpdir(), 'waymark-readme-')), 'app.js');
  const [, source] = readme.match(/```js\n(.*?)```/s)!;
  // On any free port instead of the one in the text.
  writeFileSync(
    app,
    source!.replace('8080', '0').replace("'listening on 8080'", "'listening on ' + server.address().port"),
  );
  writeFileSync(join(dirname(app), 'package.json'), '{"name":"hello","version":"1.0.0"}');
  const env = { OTEL_TRACES_EXPORTER: 'console', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
  await using running = startNode(app, { register: 'require', env });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  const response = await fetch(`http://127.0.0.1:${port}/hi`);
  const id = response.headers.get('x-request-id');
  assert.match(id!, /^[0-9a-f]{32}$/);
  await running.waitForLine(/'http\.request\.id': '([0-9a-f]{32})'/);
  await running.waitForLine(/message: 'asked for \/hi'/);
  const [shown] = readme.match(/^waymark: .*$/m)!;
  assert.equal(running.stderr.trim(), shown);
});

/** Set so that what is read only beside them is read too. */
const SET: Readonly<Record<string, string>> = {
  OTEL_TRACES_SAMPLER: 'traceidratio',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
  WAYMARK_INSTRUMENTATION_PG: 'enabled=true',
  OTEL_LOGS_EXPORTER: LOG_EXPORTERS.join(),
};

/** What upstream's bundled code reads from the environment itself, beside what it is given from our configuration. */
const READ_BY_UPSTREAM = ['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'];

/** Names in upstream's code that look like variables: values of attributes, symbols, and tables of log levels. */
const NOT_A_VARIABLE =
  /^OTEL_(COMPONENT_TYPE|STATUS_CODE|SPAN_(SAMPLING_RESULT|PARENT_ORIGIN)|SEV_NUM_FROM)|_SYMBOL$|^OTEL_OPEN_SPANS$/;

/** The variables of the tables' first columns; those of the section on OTLP also for each signal, as it says. */
function namesInTables(readme: string): Set<string> {
  const rows = readme.split('\n### ').flatMap((section) => {
    const signals = section.startsWith('OTLP\n') ? ['', 'TRACES_', 'LOGS_', 'METRICS_'] : [''];
    const cells = [...section.matchAll(/^\| (`(?:OTEL|WAYMARK)_.*?) \| /gm)].map(([, cell]) => cell!);
    const names = cells.flatMap((cell) => cell.match(/\b(OTEL|WAYMARK)_[A-Z0-9_]+\b/g) ?? []);
    return names.flatMap((name) => signals.map((signal) => name.replace('_OTLP_', `_OTLP_${signal}`)));
  });
  return new Set(rows);
}

test('every variable that the code reads is in the table, and none else', (t) => {
  const inTable = namesInTables(read('packages/node/README.md'));
  const inCode = new Set<string>(['OTEL_CONFIG_FILE', ...READ_BY_UPSTREAM]);
  const { text } = EnvReader.prototype;
  t.mock.method(EnvReader.prototype, 'text', function recorded(this: EnvReader, name: string) {
    inCode.add(name);
    return text.call(this, name);
  });
  configFromEnv(SET, {
    logExporters: readLogExporterOptions,
    secrets: { readOtlpSecrets, withoutOpenCredentials },
  });
  assert.deepEqual([...inTable].sort(), [...inCode].sort());
  const bundled = globSync('packages/node/dist/*.cjs', { cwd: root }).map(read).join('\n');
  for (const name of READ_BY_UPSTREAM) assert.ok(bundled.includes(name), name);
  // What is read elsewhere would be in the bundle; prefixes that names are put together of are not names.
  for (const name of bundled.match(/\b(OTEL|WAYMARK)_[A-Z][A-Z_]*[A-Z]\b/g) ?? []) {
    if (NOT_A_VARIABLE.test(name)) continue;
    assert.ok(inCode.has(name) || [...inCode].some((known) => known.startsWith(`${name}_`)), name);
  }
});

test('of variables that are ours no one is taken for a misspelt one', () => {
  const ours = [...namesInTables(read('packages/node/README.md'))].filter((name) =>
    name.startsWith('WAYMARK_'),
  );
  const expected = ours.map((name) => name.replace(/(?<=^WAYMARK_INSTRUMENTATION_).*/, '<NAME>'));
  assert.deepEqual(OWN_VARIABLES, expected.sort());
});

test('each setting that a configuration file may have is in the list', () => {
  const list = read('packages/node/README.md').match(
    /under `distribution\.waymark` the settings (.*)\.$/m,
  )![1]!;
  assert.deepEqual(list.replaceAll('`', '').split(', '), Object.keys(SETTINGS));
});

test("every variable that upstream's packages read is in the table", () => {
  const sources = globSync('node_modules/@opentelemetry/*/dist/**/*.mjs', { cwd: root }).map(read).join('\n');
  const reads = sources.matchAll(
    /(?:FromEnv\(|process\.env[.[])["'`]?(OTEL_[A-Z_]+(?:\$\{signalIdentifier\}[A-Z_]+)?)/g,
  );
  const signals = ['TRACES', 'LOGS', 'METRICS'];
  const names = [...reads].flatMap(([, name]) => signals.map((each) => name!.replace(/\$\{.*\}/, each)));
  assert.ok(names.includes('OTEL_EXPORTER_OTLP_LOGS_TIMEOUT') && names.includes('OTEL_BSP_EXPORT_TIMEOUT'));
  const inTable = namesInTables(read('packages/node/README.md'));
  const missing = [...new Set(names)].filter((name) => !inTable.has(name));
  // In a comment, on how an instrumentation would read it.
  assert.deepEqual(missing, ['OTEL_SEMCONV_STABILITY_OPT_IN']);
});

test("settings know each of upstream's instrumentations by its name", () => {
  const upstream = JSON.parse(read('node_modules/@opentelemetry/auto-instrumentations-node/package.json'));
  const names = Object.keys(upstream.dependencies).flatMap(
    (name) => name.match(/^@opentelemetry\/instrumentation-(.+)$/)?.slice(1) ?? [],
  );
  assert.deepEqual(INSTRUMENTATIONS.slice(0, names.length), names.sort());
});

test('the tables of packages name each of them', () => {
  const packages = globSync('packages/*/package.json', { cwd: root })
    .map((path) => dirname(path))
    .sort();
  const inReadme = [...read('README.md').matchAll(/^\| \[(packages\/[a-z-]+)\]\(/gm)].map(
    ([, path]) => path!,
  );
  assert.deepEqual(inReadme.sort(), packages);
  const [table] = read('ARCHITECTURE.md').match(/^\| package \|.*?\n\n/ms)!;
  const inArchitecture = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => `packages/${name}`);
  assert.deepEqual(inArchitecture.sort(), packages);
});

test('every link between pages, and within one, leads somewhere', () => {
  for (const page of globSync(
    ['*.md', 'packages/*/*.md', 'examples/**/*.md', 'deploy/**/*.md', 'test/*/*.md'],
    { cwd: root },
  )) {
    if (page.includes('node_modules')) continue;
    for (const [, target, section] of read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)/g)) {
      const path = target === '' ? page : join(dirname(page), target!);
      assert.ok(existsSync(join(root, path)), `${page} links to ${target}`);
      if (section !== undefined && path.endsWith('.md'))
        assert.ok(anchorsOf(read(path)).has(section), `${page} links to ${target}#${section}`);
    }
  }
});

/** As code hosts make them of headings. */
function anchorsOf(page: string): Set<string> {
  const headings = page.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, title]) =>
      title!
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}
