// lru-memoizer has no spans of its own: callers who wait for one load keep the context that each of them had.

exports.run = async ({ load, span, sleep }) => {
  const memoizer = await load('lru-memoizer');
  const price = memoizer({
    load: (name, done) => sleep(20).then(() => done(null, name.length)),
    hash: (name) => name,
    max: 10,
  });
  // In the callback itself: a promise would keep the context by itself.
  const ask = (who) =>
    new Promise((resolve) => price('tea', () => resolve(span(`answer for ${who}`, () => {}))));
  await Promise.all([span('one', () => ask('one')), span('two', () => ask('two'))]);
};
