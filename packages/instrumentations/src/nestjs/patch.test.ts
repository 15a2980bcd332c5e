/** Nest 12 in processes of its own, as ES module and required, on Express and on Fastify. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installedNodes, nodes } from '@waymark/testing';
import { TestApp } from '../test-app.ts';

const nodeModules = fileURLToPath(new URL('../../../../test/nest/node_modules', import.meta.url));

const register = `
const { installHooks } = require('./hooks.cjs');
const { nestPatches } = require('./instrumentations.cjs');
const { TestSpans } = require('./test-spans.cjs');
const spans = new TestSpans();
const stopped = () => process.env.STOPPED === 'yes';
const patches = nestPatches({ tracer: spans.tracer, stopped });
if (!process.env.BUNDLED) installHooks(patches, { onError: (error) => console.log('failed', error) });
globalThis.handOver = (...modules) => modules.forEach((exports, i) => patches[i].patch({ ...exports }, { version: '12.5.1' }));
globalThis.takeTree = () => spans.takeTree();
globalThis.inner = () => spans.tracer('app').startSpan('inner').end();
`;

const use = `
const run = async ({ NestFactory }, common, adapter) => {
  const { Controller, Get, Post, Module, UseGuards, HttpException, Sse, Res } = common;
  const decorate = (target, name, ...decorators) => {
    for (const each of decorators) each(target, name, Object.getOwnPropertyDescriptor(target, name));
  };
  class Cats {
    async one() { await new Promise(setImmediate); inner(); return 'cat' }
    sync() { return { ok: true } }
    broken() { throw new HttpException('no cats', 418) }
    async rejected() { throw new TypeError('rejected') }
    guarded() { return 'never' }
    events() { return of({ data: 'x' }) }
  }
  const proto = Cats.prototype;
  decorate(proto, 'one', Get(':id'));
  decorate(proto, 'sync', Post('new/now'));
  decorate(proto, 'broken', Get('broken/now'));
  decorate(proto, 'rejected', Get('rejected/now'));
  decorate(proto, 'guarded', Get('guarded/now'), UseGuards({ canActivate: (c) => c.getHandler().name === 'other' }));
  decorate(proto, 'events', Sse('events/now'));
  Controller('cats')(Cats);
  class AppModule {}
  Module({ controllers: [Cats] })(AppModule);
  const app = await NestFactory.create(AppModule, ...adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  console.log(takeTree());
  const { port } = app.getHttpServer().address();
  for (const target of ['GET 7?x=1', 'POST new/now', 'GET broken/now', 'GET rejected/now', 'GET guarded/now', 'GET events/now']) {
    const [method, path] = target.split(' ');
    const answer = await fetch('http://127.0.0.1:' + port + '/cats/' + path, { method });
    console.log(answer.status, (await answer.text()).trim().split('\\n').pop());
    console.log(takeTree().replaceAll(':' + port, ''));
  }
  await app.close();
};
`;

const commonjs = `const { of } = require('rxjs'); const common = require('@nestjs/common'); ${use}`;
const esm = `import { of } from 'rxjs'; import * as common from '@nestjs/common'; ${use}`;

const apps = {
  'bundled.mjs': `${esm} import * as core from '@nestjs/core';
    import * as routes from '@nestjs/core/router/router-execution-context.js';
    if (process.env.BUNDLED) handOver(core, routes);
    await run(core, common, []);`,
  'express.cjs': `${commonjs} run(require('@nestjs/core'), common, []);`,
  'express.mjs': `${esm} import * as core from '@nestjs/core'; await run(core, common, []);`,
  'named.mjs': `${esm} import { NestFactory } from '@nestjs/core'; await run({ NestFactory }, common, []);`,
  'dynamic.cjs': `${commonjs} import('@nestjs/core').then((core) => run(core, common, []));`,
  'both.mjs': `${esm} import { createRequire } from 'node:module'; createRequire(import.meta.url)('@nestjs/core');
    await run(await import('@nestjs/core'), common, []);`,
  'fastify.cjs': `${commonjs} const { FastifyAdapter } = require('@nestjs/platform-fastify');
    run(require('@nestjs/core'), common, [new FastifyAdapter()]);`,
  'fastify.mjs': `${esm} import { FastifyAdapter } from '@nestjs/platform-fastify'; import * as core from '@nestjs/core';
    await run(core, common, [new FastifyAdapter()]);`,
};

/** Attributes as upstream gives them to Nest 11: the lines below are what it prints there, but for the version. */
const said = (type: string, more: object) =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries({
        component: '@nestjs/core',
        'nestjs.type': type,
        'nestjs.version': '12.5.1',
        ...more,
      }).sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );

function requested(method: string, callback: string, path: string, url = path, failure = ''): string {
  const attributes = said('request_context', {
    'http.request.method': method,
    'http.route': `/cats/${path}`,
    'nestjs.callback': callback,
    'nestjs.controller': 'Cats',
    'url.full': `/cats/${url}`,
  });
  return `Cats.${callback} (0) ${attributes}${failure}`;
}

function handled(callback: string, failure = ''): string {
  return `  ${callback} (0) ${said('handler', { 'nestjs.callback': callback })}${failure}`;
}

const noCats = ' ERROR no cats ! exception HttpException: no cats';
const rejected = ' ERROR rejected ! exception TypeError: rejected';
const forbidden = ' ERROR Forbidden resource ! exception ForbiddenException: Forbidden resource';

const expected = `Create Nest App (0) ${said('app_creation', { 'nestjs.module': 'AppModule' })}
200 cat
${requested('GET', 'one', ':id', '7?x=1')}
${handled('one')}
    inner (0) {}
201 {"ok":true}
${requested('POST', 'sync', 'new/now')}
${handled('sync')}
418 {"statusCode":418,"message":"no cats"}
${requested('GET', 'broken', 'broken/now', undefined, noCats)}
${handled('broken', noCats)}
500 {"statusCode":500,"message":"Internal server error"}
${requested('GET', 'rejected', 'rejected/now', undefined, rejected)}
${handled('rejected', rejected)}
403 {"message":"Forbidden resource","error":"Forbidden","statusCode":403}
${requested('GET', 'guarded', 'guarded/now', undefined, forbidden)}
200 data: x
${requested('GET', 'events', 'events/now')}
${handled('events')}
`;

let app: TestApp;
before(async () => {
  app = await TestApp.create({ 'register.cjs': register, ...apps }, nodeModules);
});
after(() => app.remove());

for (const version of installedNodes()) {
  for (const entry of Object.keys(apps)) {
    test(`on Node ${version}, ${entry} has the spans that upstream gives Nest 11`, async () => {
      assert.equal(await app.run(nodes[version], entry), expected);
    });
  }
}

test('the modules of a bundle, which hand themselves over, have the same spans', async () => {
  assert.equal(await app.run(nodes['24'], 'bundled.mjs', { BUNDLED: 'yes' }), expected);
});

test('once we have stopped, the app goes on without spans of ours', async () => {
  const output = await app.run(nodes['24'], 'express.cjs', { STOPPED: 'yes' });
  assert.match(output, /^\n200 cat\ninner \(0\) \{\}\n201 \{"ok":true\}\n\n418 /);
});
