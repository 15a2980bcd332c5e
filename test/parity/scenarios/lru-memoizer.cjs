// lru-memoizer has no spans of its own: callers who wait for one load keep the context that each of them had.

const { promisify } = require('node:util');

exports.run = async ({ load, span, sleep }) => {
  const memoizer = await load('lru-memoizer');
  const price = promisify(
    memoizer({
      load: (name, done) => sleep(20).then(() => done(null, name.length)),
      hash: (name) => name,
      max: 10,
    }),
  );
  const ask = async (who) => {
    await price('tea');
    await span(`answer for ${who}`, async () => {});
  };
  await Promise.all([span('one', () => ask('one')), span('two', () => ask('two'))]);
};
