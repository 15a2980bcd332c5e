// NestJS 11 on Fastify: the same as on Express.

const { run } = require('./nestjs.cjs');

exports.run = async (kit) => {
  const { FastifyAdapter } = await kit.load('@nestjs/platform-fastify');
  await run(kit, new FastifyAdapter());
};
