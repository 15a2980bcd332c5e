// node:dns, callbacks and promises.

exports.run = async ({ load, span, failing }) => {
  const dns = await load('node:dns');
  await span('asks', async () => {
    await dns.promises.lookup('localhost', { family: 4 });
    await new Promise((resolve) => dns.lookup('127.0.0.1', resolve));
    await failing(dns.promises.lookup('no such name.invalid'));
  });
};
