/** Copies of the API join our traces, whatever their version, the application's own and one that a library brings. */

import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installedNodes, nodes, printTree, registerPath, runNode, startOtlpServer } from '@waymark/testing';
import { rolldown } from 'rolldown';
import { ensureOthers } from './packages.mjs';

ensureOthers();
const installed = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const current = installed('node_modules/@opentelemetry/api');
const CURRENT = JSON.parse(readFileSync(join(current, 'package.json'), 'utf8')).version as string;
const NEXT = `1.${Number(CURRENT.split('.')[1]) + 1}.0`;

/** Where each version comes from: as published, but for the next one, which is the current one under another name. */
const COPIES: Record<string, string> = {
  '1.4.1': installed('test/others/node_modules/api-1.4'),
  '1.9.0': installed('test/others/node_modules/api-1.9'),
  [CURRENT]: current,
  [NEXT]: current,
};

const folder = mkdtempSync(join(tmpdir(), 'waymark-api-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Everything that a copy is for; `outer` is started by whoever loads the body as `lib`. */
const BODY = `
const seen = [];
const logger = Object.fromEntries(['error', 'warn', 'info', 'debug', 'verbose'].map((name) => [name, (text) => seen.push(text)]));
const set = diag.setLogger(logger, DiagLogLevel.INFO);
diag.info('to the logger');
trace.getTracer('by hand').startActiveSpan('active', (active) => {
  const same = trace.getSpan(context.active()) === active;
  trace.getTracer('by hand').startSpan('inner').end();
  const carrier = {};
  propagation.inject(context.active(), carrier);
  active.end();
  const carried = carrier.traceparent?.split('-')[1] === active.spanContext().traceId;
  console.log([set, seen.includes('to the logger'), same, carried].join());
});
`;
const NAMES = '{ context, diag, DiagLogLevel, propagation, trace }';
const HEADS: Record<string, (id: string) => string> = {
  cjs: (id) => `const ${NAMES} = require('${id}');\n`,
  mjs: (id) => `import ${NAMES} from '${id}';\n`,
};

for (const [version, source] of Object.entries(COPIES)) {
  for (const [kind, head] of Object.entries(HEADS)) {
    for (const node of installedNodes()) {
      test(`${version} of the application, ${kind} on Node ${node}`, async () => {
        const app = join(folder, version);
        copyTo(join(app, 'node_modules/@opentelemetry/api'), version, source);
        const file = write(join(app, `app.${kind}`), head('@opentelemetry/api') + BODY);
        assert.equal(await treeOf(file, nodes[node]), 'app INTERNAL active\n  app INTERNAL inner');
      });

      test(`${version} of a library beside the application's ${CURRENT}, ${kind} on Node ${node}`, async () => {
        const app = join(folder, `beside-${version}`);
        copyTo(join(app, 'node_modules/@opentelemetry/api'), CURRENT, current);
        copyTo(join(app, 'node_modules/lib/node_modules/@opentelemetry/api'), version, source);
        write(
          join(app, 'node_modules/lib/package.json'),
          `{"name":"lib","main":"lib.${kind}","exports":"./lib.${kind}"}`,
        );
        write(join(app, `node_modules/lib/lib.${kind}`), head('@opentelemetry/api') + BODY);
        const load = kind === 'cjs' ? "require('lib')" : "await import('lib')";
        const outer = `const work = async (span) => { ${load}; span.end(); };\ntrace.getTracer('app').startActiveSpan('outer', work);`;
        const file = write(join(app, `app.${kind}`), head('@opentelemetry/api') + outer);
        const tree = 'app INTERNAL outer\n  app INTERNAL active\n    app INTERNAL inner';
        assert.equal(await treeOf(file, nodes[node]), tree);
      });
    }

    test(`another SDK that registers with ${version}, ${kind}, beside the application's ${CURRENT}`, async () => {
      const app = join(folder, `registers-${version}`);
      copyTo(join(app, 'node_modules/@opentelemetry/api'), CURRENT, current);
      copyTo(join(app, 'node_modules/sdk/node_modules/@opentelemetry/api'), version, source);
      write(join(app, 'node_modules/sdk/package.json'), `{"name":"sdk","exports":"./sdk.${kind}"}`);
      const registers = `
const theirs = { getTracer: () => ({ startSpan: () => 'theirs' }) };
console.log([
  context.setGlobalContextManager({ active: () => 'theirs', with: (c, f) => f() }),
  propagation.setGlobalPropagator({ fields: () => ['theirs'] }),
  trace.setGlobalTracerProvider(theirs),
  context.active(),
  propagation.fields(),
  trace.getTracer('x').startSpan('x'),
].join());
`;
      write(join(app, `node_modules/sdk/sdk.${kind}`), head('@opentelemetry/api') + registers);
      const load = kind === 'cjs' ? "require('sdk')" : "await import('sdk')";
      const file = write(
        join(app, `app.${kind}`),
        `${head('@opentelemetry/api')}trace.getTracer('app');\n${load};`,
      );
      const run = await runNode(file, { register: 'require', env: { OTEL_TRACES_EXPORTER: 'none' } });
      assert.equal(run.stdout, 'true,true,true,theirs,theirs,theirs\n', run.stderr);
      assert.match(run.stderr, /^waymark: sdk traces this process from here on/m);
    });
  }
}

test('a Sentry that registers an SDK is told how to leave tracing to us', async () => {
  const app = join(folder, 'sentry-10');
  copyTo(join(app, 'node_modules/@opentelemetry/api'), CURRENT, current);
  write(join(app, 'node_modules/@sentry/node/package.json'), '{"name":"@sentry/node","main":"init.cjs"}');
  const init = "exports.init = () => { require('@opentelemetry/api').trace.setGlobalTracerProvider({}); };";
  write(join(app, 'node_modules/@sentry/node/init.cjs'), init);
  const file = write(join(app, 'app.cjs'), "require('@sentry/node').init();");
  const run = await runNode(file, { register: 'require', env: { OTEL_TRACES_EXPORTER: 'none' } });
  const line =
    'waymark: @sentry/node, whose init() has no skipOpenTelemetrySetup: true, traces this process from here on, so Waymark withdraws: start one of the two';
  assert.equal(run.stderr.trim().split('\n').at(-1), line);
});

test('another SDK in a bundle, minified, that registers with 1.9.0', async () => {
  const app = join(folder, 'bundled');
  const api = COPIES['1.9.0']!;
  const registers =
    "console.log(trace.setGlobalTracerProvider({ getTracer: () => 'theirs' }), trace.getTracer('x'));";
  const input = write(join(app, 'app.js'), `import { trace } from ${JSON.stringify(api)};\n${registers}`);
  const bundle = await rolldown({ input, platform: 'node' });
  const file = join(app, 'bundle.cjs');
  await bundle.write({ file, format: 'cjs', minify: true });
  await bundle.close();
  const run = await runNode(file, { register: 'require', env: { OTEL_TRACES_EXPORTER: 'none' } });
  assert.equal(run.stdout, 'true theirs\n', run.stderr);
  assert.match(run.stderr, /^waymark: the application's own OpenTelemetry SDK traces this process/m);
});

async function treeOf(file: string, node: string): Promise<string> {
  await using sink = await startOtlpServer();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_LOGS_EXPORTER: 'none' };
  const run = await runNode(file, { node, register: 'require', registerPath, env });
  assert.deepEqual([run.code, run.stdout], [0, 'true,true,true,true\n'], run.stderr);
  return printTree(sink.spans);
}

function write(file: string, text: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const manifest = join(dirname(file), 'package.json');
  if (/app\.\w+$/.test(file)) writeFileSync(manifest, '{"name":"app"}');
  return file;
}

/** The published files; under another version, that one is written into them. */
function copyTo(target: string, version: string, source: string): void {
  cpSync(source, target, { recursive: true });
  const published = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')).version as string;
  if (published === version) return;
  for (const file of filesIn(target)) {
    if (!/\.(cjs|mjs|json)$/.test(file)) continue;
    const text = readFileSync(file, 'utf8');
    if (text.includes(published)) writeFileSync(file, text.replaceAll(published, version));
  }
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesIn(join(path, name)));
}
