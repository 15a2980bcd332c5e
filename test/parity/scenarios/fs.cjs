// node:fs, which is off unless it is asked for.

exports.run = async ({ load, span, failing }) => {
  const fs = await load('node:fs');
  await span('reads', async () => {
    await fs.promises.readFile(__filename);
    fs.statSync(__dirname);
    await failing(fs.promises.access('/nowhere'));
  });
};
