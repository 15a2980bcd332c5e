/** Nest 10, 11 and 12 in processes of their own, on Express and on Fastify: routes and errors, without a span of Nest's. */

import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installedNodes, nodes } from '@waymark/testing';
import { enteringRequest } from '../server-request.ts';
import { TestApp } from '../test-app.ts';
import { serve } from '../test-server.ts';
import { leanNestPatches } from './lean.ts';

const packages = (folder: string) =>
  fileURLToPath(new URL(`../../../../test/nest/${folder}`, import.meta.url));

const register = `
const { installHooks } = require('./hooks.cjs');
const { frameworkPatches, subscribeFastify } = require('./instrumentations.cjs');
subscribeFastify();
const isNest = ({ module, versions }) => module === '@nestjs/core' && versions.startsWith('>=12');
const patches = frameworkPatches().filter((patch) => !process.env.BUNDLED || !isNest(patch));
installHooks(patches, { onError: (error) => console.log('failed', error) });
globalThis.handOver = (...modules) =>
  frameworkPatches().filter(isNest).forEach(({ patch }, i) => patch({ ...modules[i] }, { version: '12.5.1' }));
`;

const use = `
const run = async ({ NestFactory }, common, { serve }, http, adapter) => {
  const { Controller, Get, Post, Body, Module, UseGuards, UseFilters, UseInterceptors, UsePipes } = common;
  const decorate = (target, name, ...decorators) => {
    for (const each of decorators) each(target, name, Object.getOwnPropertyDescriptor(target, name));
  };
  const { HttpException, NotFoundException } = common;
  const fail = (message) => () => { throw new Error(message) };
  class Cats {
    one() { return 'cat' }
    async rejected() { throw new TypeError('rejected') }
    broken() { throw new HttpException('no cats', 418) }
    missing() { throw new NotFoundException('no such cat') }
    guarded() {}
    intercepted() {}
    piped() {}
    filtered() { throw new Error('filtered') }
    text() { throw 'only text' }
    body() { return 'ok' }
  }
  class Filter {
    catch(error, host) {
      const response = host.switchToHttp().getResponse();
      (response.code ?? response.status).call(response, 409).send('sorry');
    }
  }
  common.Catch()(Filter);
  const proto = Cats.prototype;
  decorate(proto, 'one', Get(':id'));
  decorate(proto, 'rejected', Get('a/rejected'));
  decorate(proto, 'broken', Get('a/broken'));
  decorate(proto, 'missing', Get('a/missing'));
  decorate(proto, 'guarded', Get('a/guarded'), UseGuards({ canActivate: () => false }));
  decorate(proto, 'intercepted', Get('a/intercepted'), UseInterceptors({ intercept: fail('intercepted') }));
  decorate(proto, 'piped', Get('a/piped/:n'), UsePipes({ transform: fail('piped') }));
  common.Param('n')(proto, 'piped', 0);
  decorate(proto, 'filtered', Get('a/filtered'), UseFilters(new Filter()));
  decorate(proto, 'text', Get('a/text'));
  decorate(proto, 'body', Post('a/body'));
  Body()(proto, 'body', 0);
  Controller('cats')(Cats);
  class Root { root() { return 'root' } }
  decorate(Root.prototype, 'root', Get());
  Controller()(Root);
  class AppModule {
    configure(consumer) {
      consumer.apply((req, res, next) => next()).forRoutes(Cats);
      consumer.apply((req, res, next) => next(new Error('middleware'))).forRoutes('stopped');
      consumer.apply(fail('thrown by middleware')).forRoutes('thrown');
    }
  }
  Module({ controllers: [Cats, Root] })(AppModule);
  const app = await NestFactory.create(AppModule, ...adapter, { logger: false });
  app.setGlobalPrefix('v1');
  await app.init();
  if (adapter.length > 0) await app.getHttpAdapter().getInstance().ready();
  const listener = app.getHttpServer();
  const server = await serve((req, res) => listener.emit('request', req, res));
  for (const path of ['/7?x=1', ...Object.getOwnPropertyNames(proto).slice(2, -1).map((name) => '/a/' + name + (name === 'piped' ? '/1' : ''))])
    console.log(path, JSON.stringify(await server.send('GET /v1/cats' + path)));
  for (const target of ['GET /v1', 'HEAD /v1/cats/7', 'GET /v1/stopped', 'GET /v1/thrown', 'GET /v1/nowhere', 'GET /nowhere', 'PUT /v1/cats/7'])
    console.log(target, JSON.stringify(await server.send(target)));
  const { errors, ...served } = await server.send('POST /v1/cats/a/body', '{"half');
  console.log('body', JSON.stringify(served), errors.length);
  await server.close();
  await app.close();
};
`;

/** Of Nest's own packages, wherever they are installed. */
const commonjs = (folder: string, adapter: string) => `
const packages = require('node:module').createRequire(${JSON.stringify(packages(`${folder}/`))} + 'package.json');
packages('reflect-metadata');
${use}
run(packages('@nestjs/core'), packages('@nestjs/common'), require('./test-server.cjs'), require('node:http'), [${adapter}]);`;
const esm = (adapter: string, imports = '') => `
import 'reflect-metadata';
import * as core from '@nestjs/core';
import * as common from '@nestjs/common';
import testServer from './test-server.cjs';
import http from 'node:http';
${imports}
${use}
await run(core, common, testServer, http, [${adapter}]);`;

const requireFastify = `new (packages('@nestjs/platform-fastify').FastifyAdapter)()`;

const apps = {
  'express-10.cjs': commonjs('10', ''),
  'express-11.cjs': commonjs('11', ''),
  'express-12.cjs': commonjs('.', ''),
  'express-12.mjs': esm(''),
  'express-12-bundled.mjs': esm(
    '',
    `import * as handler from '@nestjs/core/exceptions/exceptions-handler.js';
    if (process.env.BUNDLED) handOver(core, handler);`,
  ),
  'fastify-10.cjs': commonjs('10', requireFastify),
  'fastify-11.cjs': commonjs('11', requireFastify),
  'fastify-12.cjs': commonjs('.', requireFastify),
  'fastify-12.mjs': esm('new FastifyAdapter()', `import { FastifyAdapter } from '@nestjs/platform-fastify';`),
};

const expectedOf = ({
  body,
  stopped,
  thrown,
}: (typeof differing)['express']) => `/7?x=1 {"status":200,"route":"/v1/cats/:id"}
/a/rejected {"status":500,"route":"/v1/cats/a/rejected","errors":["rejected"]}
/a/broken {"status":418,"route":"/v1/cats/a/broken","errors":["no cats"]}
/a/missing {"status":404,"route":"/v1/cats/a/missing","errors":["no such cat"]}
/a/guarded {"status":403,"route":"/v1/cats/a/guarded","errors":["Forbidden resource"]}
/a/intercepted {"status":500,"route":"/v1/cats/a/intercepted","errors":["intercepted"]}
/a/piped/1 {"status":500,"route":"/v1/cats/a/piped/:n","errors":["piped"]}
/a/filtered {"status":409,"route":"/v1/cats/a/filtered","errors":["filtered"]}
/a/text {"status":500,"route":"/v1/cats/a/text","errors":["only text"]}
GET /v1 {"status":200,"route":"/v1"}
HEAD /v1/cats/7 {"status":200,"route":"/v1/cats/:id"}
GET /v1/stopped {"status":500,${stopped}"errors":["middleware"]}
GET /v1/thrown {"status":500,${thrown}"errors":["thrown by middleware"]}
GET /v1/nowhere {"status":404}
GET /nowhere {"status":404}
PUT /v1/cats/7 {"status":404}
body ${body}
`;

/** Express parses a body before it looks for a route, and has middleware at a path. */
const differing = {
  express: {
    body: '{"status":400} 1',
    stopped: '"route":"/v1/stopped",',
    thrown: '"route":"/v1/thrown",',
  },
  fastify: { body: '{"status":400,"route":"/v1/cats/a/body"} 1', stopped: '', thrown: '' },
};

let app: TestApp;
before(async () => {
  app = await TestApp.create({ 'register.cjs': register, ...apps }, packages('node_modules'));
});
after(() => app.remove());

for (const version of installedNodes()) {
  for (const entry of Object.keys(apps)) {
    test(`on Node ${version}, ${entry} has its routes and errors`, async () => {
      const adapter = entry.startsWith('express') ? 'express' : 'fastify';
      assert.equal(await app.run(nodes[version], entry), expectedOf(differing[adapter]));
    });
  }
}

test('the modules of a bundle, which hand themselves over, have the same', async () => {
  const output = await app.run(nodes['24'], 'express-12-bundled.mjs', { BUNDLED: 'yes' });
  assert.equal(output, expectedOf(differing.express));
});

test('before version 7 a message is the whole answer, before 5 the handler has the response alone', async () => {
  class ExceptionsHandler {
    next(_exception: unknown, response: ServerResponse): void {
      response.writeHead(404).end();
    }
  }
  leanNestPatches()[0]!.patch({ ExceptionsHandler }, { name: '@nestjs/core' });
  const server = await serve((request, response) => {
    enteringRequest(request, response);
    const message = request.url === '/missing' ? 'no such cat' : `Cannot GET ${request.url}`;
    const exception = Object.assign(new Error(), { message: { message }, getStatus: () => 404 });
    new ExceptionsHandler().next(exception, response);
  });
  const served = [await server.send('GET /nowhere'), await server.send('GET /missing')];
  await server.close();
  assert.deepEqual(served, [{ status: 404 }, { status: 404, errors: ['[object Object]'] }]);
});

test('a handler that is imported and required too is patched once', () => {
  class ExceptionsHandler {
    next(): void {}
  }
  const { next: bare } = ExceptionsHandler.prototype;
  const patch = () => leanNestPatches()[0]!.patch({ ExceptionsHandler }, { name: '@nestjs/core' });
  patch();
  const { next } = ExceptionsHandler.prototype;
  patch();
  assert.notEqual(next, bare);
  assert.equal(ExceptionsHandler.prototype.next, next);
});

test('who calls the handler by himself may give it anything', () => {
  class ExceptionsHandler {
    next(exception: unknown): unknown {
      return exception;
    }
  }
  leanNestPatches()[0]!.patch({ ExceptionsHandler }, { name: '@nestjs/core' });
  const next: (...given: unknown[]) => unknown = new ExceptionsHandler().next;
  const hosts = [undefined, null, 'text', {}, { getArgByIndex: () => undefined }];
  assert.deepEqual(
    hosts.map((host) => next('thrown', host)),
    hosts.map(() => 'thrown'),
  );
});
