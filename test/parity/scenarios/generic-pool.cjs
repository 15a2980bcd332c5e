// generic-pool: something lent, and something that cannot be made.

exports.run = async ({ load, span, failing }) => {
  const { createPool } = await load('generic-pool');
  const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 1 });
  await span('order', async () => {
    const lent = await pool.acquire();
    await pool.release(lent);
    const waiting = createPool(
      { create: async () => ({}), destroy: async () => {} },
      { max: 1, acquireTimeoutMillis: 50 },
    );
    const held = await waiting.acquire();
    await failing(waiting.acquire());
    await waiting.release(held);
    await waiting.drain();
    await waiting.clear();
  });
  await pool.drain();
  await pool.clear();
};
