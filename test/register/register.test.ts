/** When register starts, when it does not, and what it says. */

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { registerPath, runNode, startOtlpServer } from '@waymark/testing';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const node10 = fileURLToPath(new URL('../nodes/node_modules/node-10/bin/node', import.meta.url));
const { version } = JSON.parse(readFileSync(here('../../packages/node/package.json'), 'utf8'));

const folder = mkdtempSync(join(tmpdir(), 'waymark-register-'));
writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'billing', version: '2.1.0' }));
/** A program that only says which globals OpenTelemetry has here. */
const program = (name: string, source = PRINT_GLOBALS) => {
  const file = join(folder, name);
  writeFileSync(file, source);
  return file;
};
// Past the console, whose lines would be delivered.
const PRINT_GLOBALS =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the program's own
  "process.stdout.write(`${Object.keys(globalThis[Symbol.for('opentelemetry.js.api.1')] ?? {}).length > 0}\n`)";

test('says one line: version, service, what is on and where it goes', async () => {
  const run = await runNode(program('app.cjs'), { register: 'require' });
  assert.deepEqual(
    [run.code, run.stdout, run.stderr],
    [
      0,
      'true\n',
      `waymark: ${version} traces billing 2.1.0: traces to http://localhost:4318, ` +
        'logs to http://localhost:4318 and on spans (info and above), ' +
        'metrics to http://localhost:4318, request ids on\n',
    ],
  );
});

test('with jaeger the line ends with the address to look at, and logs are off', async () => {
  const env = {
    OTEL_TRACES_EXPORTER: 'jaeger',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:pw@10.0.0.7:4318/?k=v',
    WAYMARK_PLAINTEXT_CREDENTIALS: 'allow',
  };
  const run = await runNode(program('app.cjs'), { register: 'require', env });
  assert.equal(
    run.stderr,
    `waymark: ${version} traces billing 2.1.0: traces to http://10.0.0.7:4318, ` +
      'logs on spans (info and above), metrics off, request ids on; look at http://10.0.0.7:16686\n',
  );
});

test('with viewer it ends with the address of the page, unless nobody can tell where that is', async () => {
  const line = async (env: Record<string, string>) => {
    const run = await runNode(program('app.cjs'), {
      register: 'require',
      env: { OTEL_TRACES_EXPORTER: 'viewer', ...env },
    });
    return run.stderr;
  };
  assert.equal(
    await line({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4319' }),
    `waymark: ${version} traces billing 2.1.0: traces to http://127.0.0.1:4319, logs to http://127.0.0.1:4319 ` +
      'and on spans (info and above), metrics off, request ids on; look at http://127.0.0.1:4319\n',
  );
  const elsewhere = 'http://127.0.0.1:4319/of/traces';
  assert.doesNotMatch(await line({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: elsewhere }), /look at/);
  assert.doesNotMatch(await line({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }), /look at/);
});

test('on an old Node it parses, says one line and leaves the application alone', {
  skip: !existsSync(node10) && 'no Node 10 for this platform',
}, async () => {
  const file = program('old.cjs', "console.log('ran')");
  const run = await runNode(file, { node: node10, register: 'require' });
  assert.deepEqual([run.code, run.stdout], [0, 'ran\n']);
  assert.equal(
    run.stderr,
    'waymark: this is Node 10.24.1, and Waymark needs 22.15 or later, or 24 or later; the application runs untraced\n',
  );
});

test('start() beside a configuration file tells by which of the two it is disabled', async () => {
  const source = `require(${JSON.stringify(entry)}).start();`;
  for (const [disabled, variable, reason] of [
    [false, 'true', 'OTEL_SDK_DISABLED=true'],
    [true, '', 'it is disabled in OTEL_CONFIG_FILE'],
  ] as const) {
    const file = program('otel.yaml', `file_format: "1.0"\ndisabled: ${disabled}\n`);
    const env = { OTEL_CONFIG_FILE: file, OTEL_SDK_DISABLED: variable };
    const run = await runNode(program('disabled.cjs', source), { env });
    assert.equal(run.stderr, `waymark: ${reason}; the application runs untraced\n`);
  }
});

for (const engine of ['waymark', 'upstream']) {
  test(`a span processor that throws from forceFlush() leaves the others their flush, engine ${engine}`, async () => {
    const source = `
const done = async () => {};
const own = { onStart() {}, onEnd() {}, shutdown: done };
const failing = { ...own, forceFlush() { throw new Error('no'); } };
const telling = { ...own, async forceFlush() { process.stdout.write('flushed '); } };
const waymark = require(${JSON.stringify(entry)}).start({ spanProcessors: [failing, telling] });
require('@opentelemetry/api').trace.getTracer('t').startSpan('s').end();
waymark.flush().then(() => process.stdout.write('resolved'));`;
    const env = { OTEL_TRACES_EXPORTER: 'none', WAYMARK_ENGINE: engine };
    const run = await runNode(program('flush.cjs', source), {
      env: { ...env, NODE_PATH: here('../../node_modules') },
    });
    assert.equal(run.stdout, 'flushed resolved', run.stderr);
  });
}

test('with OTEL_SDK_DISABLED=true it says why and does nothing', async () => {
  const run = await runNode(program('app.cjs'), { register: 'require', env: { OTEL_SDK_DISABLED: 'TRUE' } });
  assert.deepEqual([run.code, run.stdout], [0, 'false\n']);
  assert.equal(run.stderr, 'waymark: OTEL_SDK_DISABLED=true; the application runs untraced\n');
});

for (const name of [
  'npm-cli.js',
  'npx-cli.js',
  'pnpm.cjs',
  'yarn.js',
  'yarn-4.9.1.cjs',
  'npm',
  'npx',
  'pnpm',
  'yarn',
]) {
  test(`inside ${name} it does nothing, silently`, async () => {
    const run = await runNode(program(name), { register: 'require', cwd: folder });
    assert.deepEqual([run.code, run.stdout, run.stderr], [0, 'false\n', '']);
  });
}

for (const name of ['npm-audit-service.cjs', 'my-yarn.cjs', 'npmish.cjs']) {
  test(`an application named ${name} is traced`, async () => {
    const run = await runNode(program(name), { register: 'require' });
    assert.equal(run.stdout, 'true\n');
  });
}

test('a second registration does nothing, silently', async () => {
  const flags = ['--require', registerPath, '--import', registerPath];
  const run = await runNode(program('app.cjs'), { register: 'require', flags });
  assert.equal(run.stdout, 'true\n');
  assert.equal(run.stderr.split('\n').length, 2, run.stderr);
});

test('a bad value costs one line that names variable, value and what is valid; the application runs', async () => {
  const run = await runNode(program('app.cjs'), {
    register: 'require',
    env: { OTEL_TRACES_SAMPLER: 'some' },
  });
  assert.deepEqual([run.code, run.stdout], [0, 'true\n']);
  const [first, second, ...rest] = run.stderr.trimEnd().split('\n');
  assert.match(first!, /^waymark: OTEL_TRACES_SAMPLER="some" is not valid: it takes one of always_on, /);
  assert.match(second!, /^waymark: \S+ traces billing/);
  assert.deepEqual(rest, []);
});

test('secrets in the environment are in no line', async () => {
  const env = {
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer hunter2,broken-hunter2',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://bob:hunter2@127.0.0.1:9/?token=hunter2',
  };
  const file = program('request.cjs', "fetch('http://127.0.0.1:9').catch(() => console.log('done'))");
  const run = await runNode(file, { register: 'require', env });
  assert.equal(run.stdout, 'done\n');
  assert.doesNotMatch(run.stderr, /hunter2/);
  assert.match(run.stderr, /OTEL_EXPORTER_OTLP_HEADERS is not valid \(its value is not shown\)/);
});

const entry = here('../../packages/node/dist/index.cjs');
const START = `
const { start } = require(${JSON.stringify(entry)});
const handle = start({ serviceName: 'from code', resourceAttributes: { team: 'a' } });
const same = start() === handle;
const { trace } = require(${JSON.stringify(fileURLToPath(new URL('../../node_modules/@opentelemetry/api', import.meta.url)))});
trace.getTracer('mine').startSpan('by hand').end();
handle.flush().then(() => {
  console.log('flushed');
  trace.getTracer('mine').startSpan('at shutdown').end();
  return handle.shutdown();
}).then(() => console.log('stopped', same, handle.shutdown() === handle.shutdown()));
`;

test('start() does the same from code; its handle flushes and shuts down', async () => {
  await using sink = await startOtlpServer();
  const run = await runNode(program('start.cjs', START), { env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url } });
  assert.equal(run.stdout, 'flushed\nstopped true true\n', run.stderr);
  assert.deepEqual(
    sink.spans.map((span) => span.name),
    ['by hand', 'at shutdown'],
  );
  assert.equal(sink.spans[0]!.resource['service.name'], 'from code');
  assert.equal(sink.spans[0]!.resource['team'], 'a');
  sink.assertClean();
});

test('start() after register returns the handle of the one that runs', async () => {
  await using sink = await startOtlpServer();
  const run = await runNode(program('start.cjs', START), {
    register: 'require',
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
  });
  assert.equal(run.stdout, 'flushed\nstopped true true\n', run.stderr);
  assert.equal(sink.spans[0]!.resource['service.name'], 'billing');
});

test('the very first fetch of a program is traced, and tells the server its ids', async () => {
  await using sink = await startOtlpServer();
  const file = program('fetch.mjs', `await fetch('${sink.url}/v1/metrics', { method: 'POST' });`);
  const run = await runNode(file, { register: 'import', env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url } });
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(
    sink.spans.map((span) => [span.kind, span.name]),
    [['CLIENT', 'POST']],
  );
  const [request] = sink.requests.filter(({ path }) => path === '/v1/metrics');
  const { traceId, spanId } = sink.spans[0]!;
  assert.equal(request!.headers['traceparent'], `00-${traceId}-${spanId}-01`);
  assert.equal(request!.headers['x-request-id'], traceId);
});

test('start() from code traces servers and clients of a node:http that was loaded before', async () => {
  await using sink = await startOtlpServer();
  const source = `
const http = require('node:http');
const server = http.createServer((request, response) => response.end('ok'));
const handle = require(${JSON.stringify(entry)}).start();
server.listen(0, '127.0.0.1', () => {
  http.get({ port: server.address().port, host: '127.0.0.1', agent: false }, (response) => {
    process.stdout.write(String('x-request-id' in response.headers));
    response.resume().on('close', () => server.close(() => handle.shutdown()));
  });
});`;
  const run = await runNode(program('late.cjs', source), { env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url } });
  assert.equal(run.stdout, 'true', run.stderr);
  assert.deepEqual(sink.spans.map((span) => span.kind).sort(), ['CLIENT', 'SERVER']);
});

test('a destination that does not know log records is none of our business; one without traces costs one line', async () => {
  const unknown = (signal: string) => (request: { signal?: string }) =>
    request.signal === signal ? { status: 404 } : undefined;
  for (const [signal, line] of [
    ['logs', /^$/],
    [
      'traces',
      /^waymark: \S+\/v1\/traces refuses traces: HTTP 404 \(check the configured URL\); 1 span dropped in all\n$/,
    ],
  ] as const) {
    await using sink = await startOtlpServer({ respond: unknown(signal) });
    const source = `console.log('a line'); fetch('${sink.url}/v1/metrics').catch(() => {});`;
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
    const run = await runNode(program(`without-${signal}.cjs`, source), { register: 'require', env });
    assert.match(run.stderr.replace(/^.*request ids on\n/, ''), line);
  }
});

test('start() on a Node that is too old says so, once, and the application runs', async () => {
  const source = `
Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '23.11.0' } });
const { start } = require(${JSON.stringify(entry)});
start();
start().flush().then(() => process.stdout.write('ran'));`;
  const run = await runNode(program('old-start.cjs', source));
  assert.deepEqual([run.code, run.stdout], [0, 'ran']);
  assert.equal(
    run.stderr,
    'waymark: this is Node 23.11.0, and Waymark needs 22.15 or later, or 24 or later; the application runs untraced\n',
  );
});

test('start() with a bad option says one line and traces without it', async () => {
  await using sink = await startOtlpServer();
  const source = `
const handle = require(${JSON.stringify(entry)}).start({ sampler: 'yes', spanProcessors: 5 });
const { trace } = require(${JSON.stringify(here('../../node_modules/@opentelemetry/api'))});
trace.getTracer('mine').startSpan('by hand').end();
handle.shutdown();`;
  const run = await runNode(program('bad-start.cjs', source), {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
  });
  assert.equal(run.code, 0, run.stderr);
  assert.match(
    run.stderr,
    /^waymark: start\({ sampler }\) is not valid: .*\nwaymark: start\({ spanProcessors }\) is not valid: .*\n/,
  );
  assert.deepEqual(
    sink.spans.map((span) => span.name),
    ['by hand'],
  );
});

test('handle.shutdown() keeps to its 3 s with a collector that does not answer', async () => {
  await using sink = await startOtlpServer({ respond: () => ({ hang: true }) });
  const source = `
const handle = require(${JSON.stringify(entry)}).start();
const { trace } = require(${JSON.stringify(here('../../node_modules/@opentelemetry/api'))});
trace.getTracer('mine').startSpan('by hand').end();
console.log('a line');
const started = Date.now();
handle.shutdown().then(() => process.stdout.write(' took ' + (Date.now() - started)));`;
  const run = await runNode(program('slow.cjs', source), { env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url } });
  const [, took] = run.stdout.match(/ took (\d+)/) ?? [];
  assert.ok(Number(took) < 3500, run.stdout + run.stderr);
});

test("with -e, the program's own arguments are not in what is sent", async () => {
  await using sink = await startOtlpServer();
  const flags = ['--require', registerPath, '-e', "console.log('a line')"];
  const run = await runNode('s3cr3t-token', { flags, env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url } });
  assert.equal(run.code, 0, run.stderr);
  assert.equal(sink.logs.length, 1);
  assert.doesNotMatch(JSON.stringify(sink.logs), /s3cr3t/);
});

test('without exporters a trace that passes through goes on as it came', async () => {
  const source = `
const http = require('node:http');
const inner = http.createServer((request, response) => response.end(request.headers.traceparent));
const outer = http.createServer((request, response) => {
  http.get({ port: inner.address().port, host: '127.0.0.1', agent: false }, (answer) => answer.pipe(response));
});
inner.listen(0, '127.0.0.1', () => outer.listen(0, '127.0.0.1', async () => {
  const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
  const response = await fetch('http://127.0.0.1:' + outer.address().port, { headers });
  process.stdout.write(await response.text(), () => process.exit());
}));`;
  const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
  const run = await runNode(program('through.cjs', source), { register: 'require', env });
  assert.equal(run.stdout, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', run.stderr);
});

test('what an application puts over http.request does not reach our deliveries', async () => {
  await using sink = await startOtlpServer();
  const source = `
const http = require('node:http');
const { request } = http;
http.request = (options, callback) => {
  const made = request(options, callback);
  made.setHeader('authorization', 'Bearer app-secret');
  return made;
};
http.get = (options, callback) => { const made = http.request(options, callback); made.end(); return made; };
const server = http.createServer((incoming, response) => response.end(incoming.headers.authorization));
server.listen(0, '127.0.0.1', () => {
  http.get({ port: server.address().port, host: '127.0.0.1', agent: false }, (response) => {
    response.on('data', (text) => process.stdout.write(text)).on('close', () => server.close());
  });
});`;
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
  const run = await runNode(program('wrapped.cjs', source), { register: 'require', env });
  assert.equal(run.stdout, 'Bearer app-secret', run.stderr);
  assert.equal(sink.spans.length, 2);
  for (const { headers } of sink.requests) assert.equal(headers['authorization'], undefined);
});

test('start() after the API was loaded has nothing to complain of; after express it says what stays dark', async () => {
  const load = (name: string) => `require(${JSON.stringify(here(`../../node_modules/${name}`))});`;
  const start = `require(${JSON.stringify(entry)}).start();`;
  const api = await runNode(program('api-first.cjs', load('@opentelemetry/api') + start));
  assert.match(api.stderr, /^waymark: \S+ traces billing[^\n]*\n$/);
  const express = await runNode(program('express-first.cjs', load('express') + start));
  assert.match(
    express.stderr,
    /^waymark: express, router were loaded before Waymark, so they stay untraced: put --require @waymark\/node\/register first\n/,
  );
});

test('where another OpenTelemetry SDK registered itself first, it stays, and one line says so', async () => {
  const source = `
const { trace } = require(${JSON.stringify(here('../../node_modules/@opentelemetry/api'))});
const theirs = { getTracer: () => undefined };
trace.setGlobalTracerProvider(theirs);
require(${JSON.stringify(entry)}).start();
process.stdout.write(String(trace.getTracerProvider().getDelegate() === theirs));`;
  const run = await runNode(program('theirs.cjs', source));
  assert.equal(run.stdout, 'true');
  assert.equal(
    run.stderr,
    'waymark: an OpenTelemetry SDK traces this process already, so Waymark does not\n',
  );
});

/** A program that loads these modules and tells what files that took, and which of Node's modules. */
const LOADED = `
  const { statSync } = require('node:fs');
  const { basename } = require('node:path');
  for (const name of process.argv.slice(2)) require(name);
  const files = Object.keys(require.cache).filter((file) => file !== __filename);
  process.stdout.write(JSON.stringify({
    sizes: Object.fromEntries(files.map((file) => [basename(file), statSync(file).size])),
    ofNode: process.moduleLoadList,
  }));`;

/** Only the files' names and sizes are of the product: at 0.035 ms a kilobyte, each start pays for them. */
async function loadedWith(...modules: string[]) {
  const run = await runNode(program('loaded.cjs', LOADED), { args: modules, register: 'require' });
  return JSON.parse(run.stdout) as { sizes: Record<string, number>; ofNode: string[] };
}

test('an application that makes no telemetry loads the start file alone, and that stays small', async () => {
  const { sizes } = await loadedWith('node:fs', 'node:dns', 'node:net', 'node:crypto', 'node:worker_threads');
  assert.deepEqual(Object.keys(sizes).sort(), ['main.cjs', 'register.cjs']);
  // What a start does not run belongs into a chunk (packages/node/RATIONALE.md).
  assert.ok(sizes['main.cjs']! < 78_000, JSON.stringify(sizes));
});

test('a server loads one file more, and none of the large modules of Node that it would not load itself', async () => {
  const { sizes, ofNode } = await loadedWith('node:http');
  assert.deepEqual(Object.keys(sizes).sort(), ['main.cjs', 'register.cjs', 'telemetry.cjs']);
  // The last 400 bytes are what it takes to hear that a viewer wants to know of pending spans; the rest of that is a chunk.
  assert.ok(sizes['telemetry.cjs']! < 200_400, JSON.stringify(sizes));
  // 3 to 5 ms each.
  const large = ['crypto', 'https', 'http2', 'tls', 'child_process', 'worker_threads', 'zlib'];
  assert.deepEqual(
    large.filter((name) => ofNode.includes(`NativeModule ${name}`)),
    [],
  );
});

/** Two answered requests, then as long as it takes until all that a start puts off is done. */
const WARM = `
  const http = require('node:http');
  const server = http.createServer((request, response) => response.end());
  const ask = () => new Promise((done) => {
    http.get({ host: '127.0.0.1', port: server.address().port }, (response) => response.resume().on('end', done));
  });
  server.listen(0, '127.0.0.1', async () => {
    await ask();
    await ask();
    const before = new Set(process.moduleLoadList);
    setTimeout(() => {
      const later = process.moduleLoadList.filter((name) => name.startsWith('NativeModule ') && !before.has(name));
      process.stdout.write(JSON.stringify(later));
      process.exit();
    }, 3000);
  });`;

test('a server that has answered gets no more of Node to load, for which V8 would compile its streams anew', async () => {
  await using sink = await startOtlpServer();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
  const run = await runNode(program('warm.cjs', WARM), { register: 'require', env });
  assert.equal(run.stdout, '[]');
});
