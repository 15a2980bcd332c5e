/**
 * The majors that upstream's instrumentations do not reach, under the product's one flag: what arrives at an OTLP server,
 * on each Node, as CommonJS and as ES module. Packages are those of the workspace and of `test/nest`.
 */

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  installedNodes,
  nodes,
  type OtlpServer,
  printTree,
  runNode,
  startOtlpServer,
} from '@waymark/testing';

const folder = mkdtempSync(join(tmpdir(), 'waymark-majors-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** An app, its packages beside it. */
function write(name: string, text: string, packages: string): string {
  const dir = mkdtempSync(join(folder, 'app-'));
  symlinkSync(fileURLToPath(new URL(packages, import.meta.url)), join(dir, 'node_modules'));
  writeFileSync(join(dir, 'package.json'), '{"name":"app"}');
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

const workspace = '../../node_modules';

/** Sends requests to a server that listens, prints the statuses, and closes it. */
const visit = `
const visit = async (server, ...paths) => {
  if (!server.listening) await new Promise((done) => server.once('listening', done));
  for (const path of paths) {
    const options = { host: '127.0.0.1', port: server.address().port, path, agent: new Agent() };
    await new Promise((done) => get(options, (answer) => answer.resume().on('end', done)));
  }
  server.close();
};`;

interface App {
  packages?: string;
  /** The body, which uses what `names` says. */
  body: string;
  /** Imports: names by module. */
  names: Record<string, string>;
  /** Attributes to show. */
  attributes: string[];
  env?: Record<string, string>;
  /** Settings that are always off. */
  alsoOff?: string[];
  /** Setting that turns it off. */
  name: string;
  expected: string;
  /** Without it. */
  off: string;
}

const without = (...names: string[]) => ({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: names.join() });

const apps: Record<string, App> = {
  'Hono 4': {
    name: 'hono',
    names: { hono: '{ Hono }', '@hono/node-server': '{ serve }', 'node:http': '{ Agent, get }' },
    body: `${visit}
      const items = new Hono().get('/:item', (c) => c.text('ok')).get('/broken/now', async () => { throw new TypeError('no') });
      const app = new Hono().use(async (c, next) => next()).route('/items', items).onError((error, c) => c.text('sorry', 500));
      visit(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }), '/items/7', '/items/broken/now', '/nowhere');`,
    attributes: ['http.route', 'http.response.status_code'],
    expected: `app CLIENT GET [http.response.status_code=200]
  app SERVER GET /items/:item [http.route=/items/:item http.response.status_code=200]
app CLIENT GET [http.response.status_code=500] (ERROR)
  app SERVER GET /items/broken/now [http.route=/items/broken/now http.response.status_code=500] (ERROR)
    * exception TypeError: no
app CLIENT GET [http.response.status_code=404] (ERROR)
  app SERVER GET [http.response.status_code=404]`,
    off: `app CLIENT GET [http.response.status_code=200]
  app SERVER GET [http.response.status_code=200]
app CLIENT GET [http.response.status_code=500] (ERROR)
  app SERVER GET [http.response.status_code=500] (ERROR)
app CLIENT GET [http.response.status_code=404] (ERROR)
  app SERVER GET [http.response.status_code=404]`,
  },
  'the router package': {
    name: 'router',
    names: { router: 'Router', 'node:http': '{ Agent, createServer, get }' },
    body: `${visit}
      const router = Router();
      router.get('/items/:item', (req, res) => res.end());
      const server = createServer((req, res) => router(req, res, () => res.writeHead(404).end()));
      visit(server.listen(0, '127.0.0.1'), '/items/7');`,
    attributes: ['http.route'],
    expected: `app CLIENT GET
  app SERVER GET /items/:item [http.route=/items/:item]`,
    off: `app CLIENT GET
  app SERVER GET`,
  },
  'Fastify over HTTP/2': {
    name: 'fastify',
    names: { fastify: '{ fastify }', 'node:http2': '{ connect }' },
    body: `
      const app = fastify({ http2: true });
      app.get('/items/:item', async () => { throw new RangeError('no item') });
      app.listen({ port: 0, host: '127.0.0.1' }).then(async (origin) => {
        const session = connect(origin);
        await new Promise((done) => session.request({ ':path': '/items/7' }).on('close', done).resume());
        session.close();
        await app.close();
      });`,
    attributes: ['http.route'],
    expected: `app CLIENT GET (ERROR)
  app SERVER GET /items/:item [http.route=/items/:item] (ERROR)
    * exception RangeError: no item`,
    off: `app CLIENT GET (ERROR)
  app SERVER GET (ERROR)`,
  },
  'GraphQL 17': {
    name: 'graphql',
    names: { graphql: '{ graphql, GraphQLObjectType, GraphQLSchema, GraphQLString }' },
    body: `
      const resolve = async () => { throw new RangeError('no name') };
      const query = new GraphQLObjectType({ name: 'Query', fields: { name: { type: GraphQLString, resolve } } });
      graphql({ schema: new GraphQLSchema({ query }), source: 'query Who { name }' });`,
    attributes: ['graphql.operation.name', 'graphql.field.path', 'graphql.source'],
    expected: `app INTERNAL graphql.parse [graphql.source=query Who { name }]
app INTERNAL graphql.validate
app INTERNAL query Who [graphql.operation.name=Who graphql.source=query Who { name }]
  app INTERNAL graphql.resolve name [graphql.field.path=name graphql.source= name] (ERROR: no name)
    * exception RangeError: no name`,
    off: '',
  },
  'Nest 12': {
    packages: '../nest/node_modules',
    name: 'nestjs-core',
    names: {
      '@nestjs/core': '{ NestFactory }',
      '@nestjs/common': '{ Controller, Get, Module }',
      'node:http': '{ Agent, get }',
    },
    body: `${visit}
      class Cats { one() { throw new RangeError('no cat') } }
      Get(':id')(Cats.prototype, 'one', Object.getOwnPropertyDescriptor(Cats.prototype, 'one'));
      Controller('cats')(Cats);
      class App {}
      Module({ controllers: [Cats] })(App);
      NestFactory.create(App, { logger: false }).then(async (app) => {
        await app.listen(0, '127.0.0.1');
        await visit(app.getHttpServer(), '/cats/7');
        await app.close();
      });`,
    attributes: ['http.route'],
    expected: `app CLIENT GET (ERROR)
  app SERVER GET /cats/:id [http.route=/cats/:id] (ERROR)
    * exception RangeError: no cat`,
    off: `app CLIENT GET (ERROR)
  app SERVER GET /cats/:id [http.route=/cats/:id] (ERROR)`,
  },
  'Nest 12 with spans of its layers': {
    packages: '../nest/node_modules',
    env: { WAYMARK_SPANS: 'full' },
    alsoOff: ['express', 'router'], // whose layers are around it
    name: 'nestjs-core',
    names: {
      '@nestjs/core': '{ NestFactory }',
      '@nestjs/common': '{ Controller, Get, Module }',
      'node:http': '{ Agent, get }',
    },
    body: `${visit}
      class Cats { one() { return 'cat' } }
      Get(':id')(Cats.prototype, 'one', Object.getOwnPropertyDescriptor(Cats.prototype, 'one'));
      Controller('cats')(Cats);
      class App {}
      Module({ controllers: [Cats] })(App);
      NestFactory.create(App, { logger: false }).then(async (app) => {
        await app.listen(0, '127.0.0.1');
        await visit(app.getHttpServer(), '/cats/7');
        await app.close();
      });`,
    attributes: ['nestjs.type', 'http.route'],
    expected: `app INTERNAL Create Nest App [nestjs.type=app_creation]
app CLIENT GET
  app SERVER GET
    app INTERNAL Cats.one [nestjs.type=request_context http.route=/cats/:id]
      app INTERNAL one [nestjs.type=handler]`,
    off: `app CLIENT GET
  app SERVER GET`,
  },
  'node:sqlite': {
    name: 'node-sqlite',
    names: { 'node:sqlite': '{ DatabaseSync }' },
    body: `
      const db = new DatabaseSync(':memory:');
      db.exec('CREATE TABLE t (a)');
      db.prepare('SELECT a FROM t WHERE a = 7').all();
      try { db.exec('DROP TABLE u') } catch {}`,
    attributes: ['db.system.name', 'db.query.text', 'db.response.status_code'],
    expected: `app CLIENT CREATE t [db.system.name=sqlite db.query.text=CREATE TABLE t (a)]
app CLIENT SELECT t [db.system.name=sqlite db.query.text=SELECT a FROM t WHERE a = ?]
app CLIENT DROP u [db.system.name=sqlite db.query.text=DROP TABLE u db.response.status_code=1] (ERROR: no such table: u)
  * exception ERR_SQLITE_ERROR: no such table: u`,
    off: '',
  },
};

function source(kind: 'cjs' | 'mjs', { names, body }: Pick<App, 'names' | 'body'>): string {
  const lines = Object.entries(names).map(([module, name]) =>
    kind === 'cjs' ? `const ${name} = require('${module}');` : `import ${name} from '${module}';`,
  );
  return `${lines.join('\n')}\n${body}`;
}

async function run(file: string, sink: OtlpServer, node: string, env: Record<string, string> = {}) {
  const result = await runNode(file, {
    node,
    register: 'require',
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, ...env },
  });
  assert.equal(result.code, 0, result.stderr);
  return result;
}

for (const [claim, app] of Object.entries(apps)) {
  describe(claim, () => {
    const { packages = workspace, attributes, env, alsoOff = [] } = app;
    for (const kind of ['cjs', 'mjs'] as const) {
      const file = write(`app.${kind}`, source(kind, app), packages);
      for (const version of installedNodes()) {
        test(`app.${kind} on Node ${version} is traced`, async () => {
          await using sink = await startOtlpServer();
          await run(file, sink, nodes[version], { ...env, ...without(...alsoOff) });
          assert.equal(printTree(sink.spans, { attributes }), app.expected);
        });
      }
      test(`app.${kind} is left alone with ${app.name} disabled`, async () => {
        await using sink = await startOtlpServer();
        await run(file, sink, nodes['24'], { ...env, ...without(app.name, ...alsoOff) });
        assert.equal(printTree(sink.spans, { attributes }), app.off);
      });
    }
  });
}

describe('options from the environment', () => {
  const settings: [claim: string, setting: string, expected: string][] = [
    [
      'GraphQL 17',
      'GRAPHQL=ignoreResolveSpans=true',
      'app INTERNAL graphql.parse\napp INTERNAL graphql.validate\napp INTERNAL query Who',
    ],
    ['node:sqlite', 'NODE_SQLITE=requireParentSpan=true', ''],
  ];
  for (const [claim, setting, expected] of settings) {
    test(`reach ${claim}: ${setting}`, async () => {
      const [variable, value] = setting.split(/=(.*)/) as [string, string];
      const file = write('app.cjs', source('cjs', apps[claim]!), workspace);
      await using sink = await startOtlpServer();
      await run(file, sink, nodes['24'], { [`WAYMARK_INSTRUMENTATION_${variable}`]: value });
      assert.equal(printTree(sink.spans), expected);
    });
  }
});

describe('Bunyan', () => {
  for (const bunyan of ['bunyan', 'bunyan-1']) {
    // The name of the folder is what the hooks know a package by.
    const names = { bunyan: 'bunyan', '@opentelemetry/api': '{ trace }' };
    const body = `
      trace.getTracer('app').startActiveSpan('work', (span) => {
        bunyan.createLogger({ name: 'shop' }).error(new RangeError('too far'), 'failed');
        span.end();
      });`;
    const packages = pathToFileURL(bunyanPackages(bunyan)).href;
    for (const kind of ['cjs', 'mjs'] as const) {
      const file = write(`app.${kind}`, source(kind, { names, body }), packages);
      test(`a line of ${bunyan} from app.${kind} has ids, a record, and stands on its span`, async () => {
        await using sink = await startOtlpServer();
        const { stdout } = await run(file, sink, nodes['24']);
        const [span] = sink.spans;
        assert.equal(JSON.parse(stdout).span_id, span?.spanId);
        assert.deepEqual(
          sink.logs.map((log) => [log.severityText, log.body, log.attributes['exception.type'], log.spanId]),
          [['error', 'failed', 'RangeError', span?.spanId]],
        );
        assert.deepEqual(
          span?.events.map(({ attributes }) => attributes['message']),
          ['failed'],
        );
      });
      test(`a line of ${bunyan} from app.${kind} stays as it is with bunyan disabled`, async () => {
        await using sink = await startOtlpServer();
        const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'bunyan' };
        const { stdout } = await run(file, sink, nodes['24'], env);
        assert.equal(JSON.parse(stdout).span_id, undefined);
        assert.deepEqual(sink.logs, []);
      });
    }
  }
});

/** A `node_modules` where that version is called `bunyan`: a copy, since Node and the hooks go by real paths. */
function bunyanPackages(version: string): string {
  const dir = join(mkdtempSync(join(folder, 'packages-')), 'node_modules');
  const installed = (name: string) => fileURLToPath(new URL(`${workspace}/${name}`, import.meta.url));
  cpSync(installed(version), join(dir, 'bunyan'), { recursive: true });
  symlinkSync(installed('@opentelemetry'), join(dir, '@opentelemetry'));
  return dir;
}

test('an app that uses none of it loads no part of it, and is warned of nothing', async () => {
  const file = write(
    'app.cjs',
    `const loaded = Object.keys(require.cache).map((file) => require('path').basename(file));
    console.log(loaded.filter((name) => /graphql|nestjs|sqlite|frameworks|loggers/.test(name)).join());
    console.log(process.moduleLoadList.includes('NativeModule sqlite'));`,
    workspace,
  );
  for (const version of installedNodes()) {
    await using sink = await startOtlpServer();
    const { stdout, stderr } = await run(file, sink, nodes[version]);
    assert.equal(stdout, '\nfalse\n');
    assert.doesNotMatch(stderr, /Warning/);
  }
});
