/** WAYMARK_CONFIG under --require: what the module gives is used, and one that cannot be used costs a line. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  installedNodes,
  type NodeResult,
  nodes,
  type OtlpServer,
  runNode,
  startOtlpServer,
} from '@waymark/testing';

const folder = mkdtempSync(join(tmpdir(), 'waymark-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));
symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'));
write('package.json', '{"name":"app"}');

/** Asks itself for what stands in its arguments, and ends. */
write(
  'app.cjs',
  `
const express = require('express');
const app = express();
app.get('/orders/:id', (request, response) => { console.log('order'); response.end(); });
app.get('/ignored/:id', (request, response) => { console.log('ignored'); response.end(); });
const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const agent = new (require('node:http').Agent)();
  for (const path of process.argv.slice(2))
    await new Promise((done) => require('node:http').get({ port, path, agent }, (answer) => answer.resume().on('end', done)));
  server.close();
});
`,
);

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

interface Run extends NodeResult {
  sink: OtlpServer;
  /** What stderr has beside the start line. */
  lines: string[];
}

async function run(
  sink: OtlpServer,
  config: string,
  paths: string[],
  options: RunOptions = {},
): Promise<Run> {
  const result = await runNode('app.cjs', {
    node: options.node,
    register: options.flag ?? 'require',
    cwd: folder,
    args: paths,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, WAYMARK_CONFIG: config, ...options.env },
  });
  assert.equal(result.code, 0, result.stderr);
  const lines = result.stderr.split('\n').filter((line) => line !== '' && !/: \d\S+ traces /.test(line));
  return { ...result, sink, lines };
}

interface RunOptions {
  node?: string;
  flag?: 'require' | 'import';
  env?: Record<string, string>;
}

/** Everything at once, and imports of what the application is to have traced. */
const BODY = `
const late = (span) => span.setAttribute('late', true);
const options = {
  serviceName: 'from the module',
  resourceAttributes: { team: 'shop' },
  sampler: {
    shouldSample: (context, traceId, name, kind, attributes) => ({ decision: attributes['url.path'] === '/unsampled' ? 0 : 2 }),
  },
  spanProcessors: [{ onStart: late, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} }],
  logRecordProcessors: [
    { onEmit: (record) => record.setAttribute('late', true), forceFlush: async () => {}, shutdown: async () => {} },
  ],
  ignoreIncoming: ['/other', /^\\/ignored/, (request) => request.headers['x-quiet'] === '1'],
};
console.log('loading the configuration');
`;
const asModule = `import express from 'express';\nimport 'node:http';\nexpress();\n${BODY}\nexport default options;\n`;
const KINDS: Record<string, string> = {
  'object.mjs': asModule,
  'object.cjs': `require('express')();\nrequire('node:http');\n${BODY}\nmodule.exports = options;\n`,
  'function.mjs': `import express from 'express';\nexpress();\n${BODY}\nexport default () => options;\n`,
  'compiled.js': `require('express')();\n${BODY}\nexports.__esModule = true;\nexports.default = options;\n`,
};

for (const node of installedNodes()) {
  describe(`on Node ${node}`, () => {
    for (const [name, text] of Object.entries(KINDS)) {
      test(`all that ${name} gives is used, and what it imports is traced`, async () => {
        write(name, text);
        await using sink = await startOtlpServer();
        const { lines, stderr } = await run(sink, `./${name}`, ['/orders/7', '/ignored/7', '/unsampled'], {
          node: nodes[node],
        });
        assert.deepEqual(lines, []);
        assert.match(stderr, / traces from the module: /);
        const servers = sink.spans.filter(({ kind }) => kind === 'SERVER');
        assert.deepEqual(
          servers.map((span) => [span.service, span.name, span.attributes['late'], span.resource['team']]),
          [['from the module', 'GET /orders/:id', true, 'shop']],
        );
        const order = sink.logs.find(({ body }) => body === 'order');
        assert.equal(order?.attributes['late'], true);
        assert.equal(order?.spanId, servers[0]?.spanId);
        const ignored = sink.logs.find(({ body }) => body === 'ignored');
        assert.deepEqual([ignored?.attributes['late'], ignored?.traceId], [true, undefined]);
        assert.match(String(ignored?.attributes['http.request.id']), /^[0-9a-f]{32}$/);
      });
    }

    test('TypeScript is loaded where Node strips types, and is told of where it does not', async () => {
      write('typed.ts', "const serviceName: string = 'typed';\nexport default { serviceName };\n");
      await using sink = await startOtlpServer();
      const { lines, stderr } = await run(sink, 'typed.ts', [], { node: nodes[node] });
      if (node === '22.15.0')
        assert.match(
          lines.join('\n'),
          /^waymark: WAYMARK_CONFIG="typed.ts" is left out: Node 22.15.0 does not load TypeScript by itself: name a .mjs, .cjs or .js file; the other settings hold$/,
        );
      else assert.deepEqual([lines, / traces typed: /.test(stderr)], [[], true]);
    });
  });
}

test('--import does the same', async () => {
  write('object.mjs', asModule);
  await using sink = await startOtlpServer();
  const { lines } = await run(sink, 'object.mjs', ['/orders/7'], { flag: 'import' });
  assert.deepEqual(lines, []);
  assert.deepEqual(sink.spans.map(({ name }) => name).sort(), ['GET', 'GET /orders/:id']);
});

test('options per instrumentation reach upstream, over those of the environment', async () => {
  write(
    'koa.cjs',
    "module.exports = { instrumentationOptions: { dns: { enabled: true, ignoreHostnames: ['localhost'] } } };",
  );
  write(
    'lookup.cjs',
    "const { lookup } = require('node:dns'); lookup('localhost', () => lookup('127.0.0.1', () => {}));",
  );
  await using sink = await startOtlpServer();
  const env = { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'dns', WAYMARK_CONFIG: 'koa.cjs' };
  const result = await runNode('lookup.cjs', {
    register: 'require',
    cwd: folder,
    env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
  });
  assert.equal(result.code, 0, result.stderr);
  assert.equal(sink.spans.length, 1, result.stderr);
});

test('hooks of http run on what we trace, and what ours does not take costs a line', async () => {
  write(
    'hooks.cjs',
    `
const { IncomingMessage } = require('node:http');
module.exports = {
  instrumentationOptions: {
    http: {
      requestHook: (span, request) => span.setAttribute('hooked', request instanceof IncomingMessage ? 'in' : 'out'),
      ignoreIncomingRequestHook: (request) => request.url === '/ignored/7',
    },
    undici: { requestHook: (span) => span.setAttribute('hooked', 'fetch') },
    express: { ignoreLayers: ['/'] },
  },
};
`,
  );
  write(
    'fetches.cjs',
    "require('node:http').createServer((request, response) => response.end()).listen(0, '127.0.0.1', async function () { await fetch('http://127.0.0.1:' + this.address().port); this.close(); });",
  );
  await using sink = await startOtlpServer();
  const { lines } = await run(sink, 'hooks.cjs', ['/orders/7', '/ignored/7']);
  assert.match(
    lines.join(),
    /^waymark: options of express \S+ \S+ are left out: ignoreLayers; ours takes none but enabled/,
  );
  const seen = sink.spans.map(({ name, attributes }) => `${name} ${attributes['hooked']}`);
  assert.deepEqual(seen.sort(), ['GET /orders/:id in', 'GET out', 'GET out']);
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, WAYMARK_CONFIG: 'hooks.cjs' };
  await runNode('fetches.cjs', { register: 'require', cwd: folder, env });
  assert.ok(sink.spans.some(({ attributes }) => attributes['hooked'] === 'fetch'));
});

test('http can be turned off by the module', async () => {
  write(
    'off.cjs',
    "require('node:http');\nmodule.exports = { instrumentationOptions: { http: { enabled: false } } };",
  );
  await using sink = await startOtlpServer();
  await run(sink, 'off.cjs', ['/orders/7']);
  assert.deepEqual(sink.spans, []);
});

test('processors that throw cost nothing, and are flushed and ended with the handle', async () => {
  const index = fileURLToPath(new URL('../../packages/node/dist/index.cjs', import.meta.url));
  write(
    'processors.cjs',
    `
const { writeSync } = require('node:fs');
const told = (name) => async () => { writeSync(1, name + '\\n'); throw new Error('from the app'); };
const fails = () => { throw new Error('from the app'); };
const own = { onStart: fails, onEnd: fails, onEmit: fails, forceFlush: told('flushed'), shutdown: told('ended') };
module.exports = { spanProcessors: [own], logRecordProcessors: [own] };
`,
  );
  write(
    'flush.cjs',
    `
const { span, start } = require(${JSON.stringify(index)});
const waymark = start();
span('work', () => console.log('line'));
(async () => { await waymark.flush(); await waymark.shutdown(); })();
`,
  );
  await using sink = await startOtlpServer();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, WAYMARK_CONFIG: 'processors.cjs' };
  const result = await runNode('flush.cjs', { cwd: folder, env });
  assert.equal(result.code, 0, result.stderr);
  assert.equal(result.stdout, 'line\nflushed\nflushed\nended\nended\n');
  assert.deepEqual([sink.spans.length, sink.logs.map(({ body }) => body)], [1, ['line']]);
});

test('an instrumentation of its own gets our providers, is enabled, and makes spans', async () => {
  write(
    'own.cjs',
    `
class Own {
  instrumentationName = 'own';
  setTracerProvider(provider) { this.tracer = provider.getTracer('own'); }
  setMeterProvider(provider) { provider.getMeter('own'); }
  enable() { globalThis.work = () => this.tracer.startActiveSpan('work', (span) => span.end()); }
  disable() {}
}
class Broken { instrumentationName = 'broken'; setTracerProvider() {} enable() { throw new Error('not today'); } disable() {} }
module.exports = { instrumentations: [new Broken(), new Own()] };
`,
  );
  write('work.cjs', 'work();');
  await using sink = await startOtlpServer();
  const result = await runNode('work.cjs', {
    register: 'require',
    cwd: folder,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, WAYMARK_CONFIG: 'own.cjs' },
  });
  assert.match(result.stderr, /^waymark: broken could not be used: not today$/m);
  assert.deepEqual(
    sink.spans.map(({ name }) => name),
    ['work'],
  );
});

const UNUSABLE: [condition: string, name: string, text: string | undefined, reason: RegExp][] = [
  ['a file that is not there', 'absent.mjs', undefined, /there is no such file in \S+/],
  [
    'a syntax error',
    'broken.mjs',
    'export default {\n  serviceName: ,\n};\n',
    /it failed with SyntaxError: Unexpected token ','( \(line 2\))?/,
  ],
  [
    'a module that throws',
    'throws.mjs',
    "\nthrow new TypeError('no\\nluck');\n",
    /it failed with TypeError: no \(line 2\)/,
  ],
  ['a module that throws no error', 'string.cjs', "throw 'luck';", /it failed with luck/],
  [
    'an import that is not there',
    'import.mjs',
    "import 'nobody-has-this';\n",
    /it failed with Error: Cannot find package 'nobody-has-this'.*/,
  ],
  [
    'top-level await',
    'await.mjs',
    'await 1;\nexport default {};\n',
    /it, or what it imports, awaits at its top level, and a start cannot wait for it/,
  ],
  [
    'no default export',
    'none.mjs',
    'export const options = {};\n',
    /it has no default export, such as an object of options/,
  ],
  ['a number', 'number.mjs', 'export default 5;\n', /its default export is no object of options/],
  ['a list', 'list.cjs', 'module.exports = [];\n', /its default export is no object of options/],
  [
    'a function that returns none',
    'null.mjs',
    'export default () => null;\n',
    /its function returns no object of options/,
  ],
  [
    'an async function',
    'async.mjs',
    'export default async () => ({});\n',
    /its function is async, and a start cannot wait for it/,
  ],
];
for (const [condition, name, text, reason] of UNUSABLE) {
  test(`${condition} costs one line, and the application is traced by the other settings`, async () => {
    if (text !== undefined) write(name, text);
    await using sink = await startOtlpServer();
    const env = { OTEL_SERVICE_NAME: 'by the environment' };
    const { lines } = await run(sink, `./${name}`, ['/orders/7'], { env });
    assert.equal(lines.length, 1, lines.join('\n'));
    const line = new RegExp(
      `^waymark: WAYMARK_CONFIG="\\./${name}" is left out: ${reason.source}; the other settings hold$`,
    );
    assert.match(lines[0]!, line);
    assert.equal(sink.spans.find(({ kind }) => kind === 'SERVER')?.service, 'by the environment');
  });
}

test('an option that is not valid costs one line that names the file, and the others hold', async () => {
  write('half.mjs', "export default { serviceName: 'half', sampler: 5, colour: 'red' };\n");
  await using sink = await startOtlpServer();
  const { lines, stderr } = await run(sink, './half.mjs', []);
  assert.deepEqual(
    lines.map((line) => line.split(':').slice(0, 2).join(':')),
    ['waymark: ./half.mjs { sampler } is not valid', 'waymark: ./half.mjs { colour } is not known'],
  );
  assert.match(stderr, / traces half: /);
});

test('a module that calls start() itself does not start a second time', async () => {
  const index = fileURLToPath(new URL('../../packages/node/dist/index.cjs', import.meta.url));
  write(
    'starts.cjs',
    `require(${JSON.stringify(index)}).start({ serviceName: 'again' }).flush();\nmodule.exports = { serviceName: 'once' };`,
  );
  await using sink = await startOtlpServer();
  const { stderr } = await run(sink, './starts.cjs', []);
  assert.equal(stderr.match(/^waymark: \d\S+ traces /gm)?.length, 1, stderr);
  assert.match(stderr, / traces once: /);
});

test('what start() is given wins over the module', async () => {
  const index = fileURLToPath(new URL('../../packages/node/dist/index.cjs', import.meta.url));
  write('module.mjs', "export default { serviceName: 'module', resourceAttributes: { team: 'module' } };\n");
  write(
    'start.cjs',
    `require(${JSON.stringify(index)}).start({ serviceName: 'code' });\nrequire('./app.cjs');`,
  );
  await using sink = await startOtlpServer();
  const result = await runNode('start.cjs', {
    cwd: folder,
    args: ['/orders/7'],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, WAYMARK_CONFIG: 'module.mjs' },
  });
  assert.equal(result.code, 0, result.stderr);
  const [span] = sink.spans;
  assert.deepEqual([span?.service, span?.resource['team']], ['code', 'module']);
});
