/** GraphQL 17 in processes of its own: the hooks see that it is there, however it is loaded. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { installedNodes, nodes } from '@waymark/testing';
import { TestApp } from '../test-app.ts';

const register = `
const { installHooks } = require('./hooks.cjs');
const { graphqlPatches } = require('./instrumentations.cjs');
const { TestSpans } = require('./test-spans.cjs');
const spans = new TestSpans();
const options = {
  tracer: (scope) => (console.log('watches as ' + scope), spans.tracer(scope)),
  stopped: () => globalThis.stopped === true,
  config: { mergeItems: true },
};
const both = graphqlPatches(options).flatMap((patch) => [patch, { ...patch, module: 'graphql-16' }]);
installHooks(both, { onError: (error) => console.log('failed', error) });
globalThis.takeTree = () => spans.takeTree().replaceAll(/ \\(0\\) .*/g, '');
globalThis.startInner = () => spans.tracer('app').startSpan('inner').end();
`;

const use = `
const use = async ({ graphql, GraphQLSchema, GraphQLObjectType, GraphQLList, GraphQLString }) => {
  const item = new GraphQLObjectType({ name: 'Item', fields: { name: { type: GraphQLString } } });
  const resolve = async () => { await null; startInner(); return [{ name: 'a' }, { name: 'b' }] };
  const query = new GraphQLObjectType({ name: 'Query', fields: { items: { type: new GraphQLList(item), resolve } } });
  const run = () => graphql({ schema: new GraphQLSchema({ query }), source: 'query Q { items { name } }' });
  console.log(JSON.stringify(await run()));
  console.log(takeTree());
  globalThis.stopped = true;
  await run();
  console.log(takeTree());
};
`;

const apps = {
  'required.cjs': `${use} use(require('graphql'));`,
  'imported.mjs': `import * as graphql from 'graphql'; ${use} await use(graphql);`,
  'named.mjs': `import { graphql, GraphQLSchema, GraphQLObjectType, GraphQLList, GraphQLString } from 'graphql';
    ${use} await use({ graphql, GraphQLSchema, GraphQLObjectType, GraphQLList, GraphQLString });`,
  'dynamic.cjs': `${use} import('graphql').then(use);`,
  'both.mjs': `import { createRequire } from 'node:module'; import * as graphql from 'graphql'; ${use}
    createRequire(import.meta.url)('graphql'); await use(graphql);`,
  'older.cjs': `require('graphql-16').parse('{ a }'); console.log('nothing watches');`,
};

const expected = `watches as @waymark/instrumentations/graphql
{"data":{"items":[{"name":"a"},{"name":"b"}]}}
graphql.parse
graphql.validate
query Q
  graphql.resolve items
    inner
    graphql.resolve items.*.name
inner
`;

let app: TestApp;
before(async () => {
  app = await TestApp.create({ 'register.cjs': register, ...apps });
});
after(() => app.remove());

for (const version of installedNodes()) {
  for (const entry of Object.keys(apps).filter((name) => name !== 'older.cjs')) {
    test(`on Node ${version}, ${entry} has its spans, and none once we have stopped`, async () => {
      assert.equal(await app.run(nodes[version], entry), expected);
    });
  }
}

test('an older major, which upstream patches, is left alone', async () => {
  assert.equal(await app.run(nodes['24'], 'older.cjs'), 'nothing watches\n');
});
