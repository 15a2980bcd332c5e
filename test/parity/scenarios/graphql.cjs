// GraphQL 16: parse, validate, execute, resolvers, and what goes wrong in each.

exports.run = async ({ load, span }) => {
  const { buildSchema, graphql, GraphQLError } = await load('graphql');
  const schema = buildSchema(`
    type Order { id: ID!, total: Int! }
    type Query { order(id: ID!): Order, orders: [Order!]!, fail: Int }
    type Mutation { place(total: Int!): Order }
  `);
  const rootValue = {
    order: ({ id }) => ({ id, total: async () => 7 }),
    orders: async () => [{ id: '1', total: 1 }],
    place: ({ total }) => ({ id: '9', total }),
    fail: () => {
      throw new GraphQLError('out of stock');
    },
  };
  const ask = (source, variableValues) => graphql({ schema, source, rootValue, variableValues });
  await span('asks', async () => {
    await ask('query One($id: ID!) { order(id: $id) { id total } }', { id: '7' });
    await ask('{ orders { id } }');
    await ask('mutation { place(total: 3) { id } }');
    await ask('{ fail }');
    await ask('{ nothing }');
    await ask('{ orders {');
  });
};
