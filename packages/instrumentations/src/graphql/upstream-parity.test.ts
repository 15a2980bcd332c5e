/** The same operations on GraphQL 16 with upstream's instrumentation and on 17 with ours, span by span. */

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { GraphQLInstrumentation } from '@opentelemetry/instrumentation-graphql';
import { TestSpans } from '../test-spans.ts';
import { graphqlOptions } from './options.ts';
import { watchGraphql } from './watch.ts';

// biome-ignore lint/suspicious/noExplicitAny: the same calls of two majors
type Any = any;

const require = createRequire(import.meta.url);
const spans = new TestSpans();

const upstream = new GraphQLInstrumentation();
upstream.setTracerProvider(spans.provider);
for (const { files } of upstream.getModuleDefinitions()) {
  for (const file of files) file.patch(require(file.name.replace('graphql/', 'graphql-16/')), '16.0.0');
}
const lib16 = require('graphql-16');
const lib17 = require('graphql');

const tick = () => new Promise((resolve) => setImmediate(resolve));

class User {
  name: string;
  constructor(name: string) {
    this.name = name;
  }
}

function schemaOf(lib: Any): Any {
  const { GraphQLSchema, GraphQLObjectType, GraphQLString, GraphQLInt, GraphQLList, GraphQLUnionType } = lib;
  const User_: Any = new GraphQLObjectType({
    name: 'User',
    isTypeOf: (value: unknown) => value instanceof User,
    fields: () => ({
      name: { type: GraphQLString },
      upper: { type: GraphQLString, resolve: (user: User) => user.name.toUpperCase() },
      friends: {
        type: new GraphQLList(User_),
        resolve: () => tick().then(() => [new User('a'), new User('b')]),
      },
      secret: { type: GraphQLString, resolve: () => Promise.reject(new Error('not for you')) },
    }),
  });
  const Item = new GraphQLObjectType({
    name: 'Item',
    isTypeOf: (value: unknown) => !(value instanceof User),
    fields: {
      number: { type: GraphQLInt, resolve: () => 7 },
      upper: { type: GraphQLString, resolve: () => 'I' },
    },
  });
  const Thing = new GraphQLUnionType({ name: 'Thing', types: [User_, Item] });
  const Query = new GraphQLObjectType({
    name: 'Query',
    fields: {
      hello: {
        type: GraphQLString,
        args: { to: { type: GraphQLString } },
        resolve: (_: Any, a: Any) => `hi ${a.to}`,
      },
      user: { type: User_, resolve: () => tick().then(() => new User('ann')) },
      things: { type: new GraphQLList(Thing), resolve: () => [new User('x'), {}] },
      broken: {
        type: GraphQLString,
        resolve() {
          throw new TypeError('broken');
        },
      },
      plain: { type: GraphQLString },
    },
  });
  const Subscription = new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      count: {
        type: GraphQLInt,
        async *subscribe() {
          yield { count: 1 };
          yield { count: 2 };
        },
      },
    },
  });
  const Mutation = new GraphQLObjectType({
    name: 'Mutation',
    fields: {
      add: { type: GraphQLInt, args: { n: { type: GraphQLInt } }, resolve: (_: Any, { n }: Any) => n + 1 },
    },
  });
  return new GraphQLSchema({ query: Query, mutation: Mutation, subscription: Subscription });
}

interface Request {
  source: string;
  operationName?: string;
  variableValues?: Record<string, unknown>;
  rootValue?: unknown;
  /** Nothing of it is executed. */
  isRefused?: true;
}

const requests: Record<string, Request> = {
  'a query with a name, literals and aliases': {
    source: `query Greet {\n  # a comment\n  hello(to: "you")\n  other: hello(to: """a\n block""")\n}`,
  },
  'nested fields, some asynchronous': {
    source: '{ user { name upper friends { name friends { upper } } } }',
  },
  'fragments on the types of a union': {
    source: `query { things { ...of ... on Item { both: upper @include(if: true) number } } }
      fragment of on User { both: upper, name ...more } fragment more on User { friends { name } }`,
  },
  'errors of resolvers': { source: '{ broken user { secret } }' },
  'the default resolver': { source: 'query Plain { plain }', rootValue: { plain: 'text' } },
  'a mutation with variables': {
    source: 'mutation Add($n: Int, $skip: Boolean = true) { add(n: $n) again: add(n: 2) @skip(if: $skip) }',
    variableValues: { n: 3 },
  },
  'one of two operations': {
    source: 'query A { hello } query B { plain }',
    operationName: 'B',
    rootValue: { plain: 'text' },
  },
  'a document that is not valid': { source: '{ hello { nothing } }', isRefused: true },
  'an operation that is not there': {
    source: 'query A { hello }',
    operationName: 'C',
    isRefused: true,
  },
  'a document that cannot be parsed': { source: '{ hello', isRefused: true },
  introspection: { source: '{ __typename __schema { queryType { name } } hello }' },
};

const configs: Record<string, Record<string, unknown>> = {
  'by default': {},
  mergeItems: { mergeItems: true },
  'depth 1': { depth: 1 },
  'depth 0': { depth: 0 },
  allowValues: { allowValues: true },
  ignoreResolveSpans: { ignoreResolveSpans: true },
  ignoreTrivialResolveSpans: { ignoreTrivialResolveSpans: true },
  flatResolveSpans: { flatResolveSpans: true },
  responseHook: {
    responseHook: (span: Any, { data }: Any) => span.setAttribute('seen', JSON.stringify(data ?? null)),
  },
};

for (const [named, config] of Object.entries(configs)) {
  describe(named, () => {
    for (const [claim, request] of Object.entries(requests)) {
      test(claim, async () => {
        upstream.setConfig(config);
        await lib16.graphql({ schema: schemaOf(lib16), ...request });
        const expected = spans.takeTree();
        const unwatch = watchGraphql(spans.tracer('test'), graphqlOptions(config));
        await lib17.graphql({ schema: schemaOf(lib17), ...request });
        unwatch();
        assert.equal(spans.takeTree(), expected);
        assert.match(expected, /graphql\.parse/);
        if (!request.isRefused) assert.match(expected, /^(query|mutation)/m);
      });
    }
  });
}

test('events of a subscription, and documents without their text', async () => {
  upstream.setConfig({});
  const run = async (lib: Any) => {
    const document = lib.parse('subscription Count { count }', { noLocation: true });
    const schema = schemaOf(lib);
    assert.deepEqual(lib.validate(schema, document), []);
    const events = await lib.subscribe({ schema, document });
    const counts = [];
    for await (const { data } of events) counts.push(data.count);
    assert.deepEqual(counts, [1, 2]);
    await lib.execute({ schema, document, rootValue: { count: 3 } });
    lib.parse('type Query { a: String }');
    return spans.takeTree();
  };
  const expected = await run(lib16);
  const unwatch = watchGraphql(spans.tracer('test'), graphqlOptions());
  assert.equal(await run(lib17), expected);
  unwatch();
  assert.equal(expected.match(/subscription Count/g)?.length, 3);
  assert.match(expected, /graphql\.validateSchema/);
  assert.match(expected, /graphql\.parseSchema/);
});

test('what is called inside of a resolver is below its span', async () => {
  const unwatch = watchGraphql(spans.tracer('test'), graphqlOptions());
  const { GraphQLSchema, GraphQLObjectType, GraphQLString } = lib17;
  const resolve = async () => {
    await tick();
    spans.tracer('test').startSpan('inner').end();
    return 'ok';
  };
  const query = new GraphQLObjectType({ name: 'Query', fields: { a: { type: GraphQLString, resolve } } });
  await lib17.graphql({ schema: new GraphQLSchema({ query }), source: '{ a }' });
  unwatch();
  assert.match(spans.takeTree(), /\n {2}graphql\.resolve a .*\n {4}inner/);
});

test('options that are given as undefined have their defaults', () => {
  assert.equal(graphqlOptions({ depth: undefined, mergeItems: true }).depth, -1);
});

test('twenty thousand fields in one request do not stop the process for a minute', async () => {
  const many = new TestSpans();
  const unwatch = watchGraphql(many.tracer('test'), graphqlOptions());
  const fields = Array.from({ length: 20_000 }, (_, at) => `f${at}: plain`);
  const start = performance.now();
  await lib17.graphql({ schema: schemaOf(lib17), source: `{ ${fields.join(' ')} }` });
  const took = performance.now() - start;
  unwatch();
  const last = many.ended.find(({ name }) => name === 'graphql.resolve f19999');
  assert.equal(last?.attributes['graphql.source'], ' f19999: plain');
  assert.ok(took < 10_000, `it took ${took} ms`); // 30 s to 60 s where each field reads the whole document
});
