// dataloader: one batch of several loads, several at once, and a batch that fails.

exports.run = async ({ load, span, failing }) => {
  const DataLoader = await load('dataloader');
  const names = new DataLoader(async (keys) => keys.map((key) => `name ${key}`), { name: 'names' });
  const broken = new DataLoader(async () => {
    throw new Error('no database');
  });
  await span('order', async () => {
    await Promise.all([names.load(1), names.load(2)]);
    await names.loadMany([3, 4]);
    names.prime(5, 'name five');
    names.clear(1);
    await failing(broken.load(1));
  });
};
