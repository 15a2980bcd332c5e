/**
 * Runs the scenarios of the contract with one logger, each in a request of its own, and prints what the logger prints. A line
 * that begins with a record separator tells whose output follows, on stdout and on stderr.
 */
const { writeSync } = require('node:fs');
const { createServer, get } = require('node:http');
const { isModuleNamespaceObject: isNamespace } = require('node:util').types;
const { scenarios } = require('./scenarios.cjs');

/**
 * @param age `oldest` or `newest`: the folder of the caller
 * @param load loads a package from there, by `require` or by `import`
 */
exports.run = async (age, load) => {
  const named = require(`./apps/${process.argv[2]}.cjs`);
  const app = { ...named, ...named[age] };
  const loaded = app.module === undefined ? undefined : await load(app.module);
  const { exports: exportsOf = defaultOf } = app;
  const lib = await exportsOf(loaded, load);

  const play = async (name, scenario) => {
    for (const fd of [1, 2]) writeSync(fd, `\u001e${name}\n`);
    await scenario(app, lib);
  };

  await play('outside', scenarios.said);
  const server = createServer((request, response) => {
    const name = request.url.slice(1);
    play(name, scenarios[name])
      .catch((error) => console.error('scenario failed', error))
      .finally(() => response.end());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  for (const name of Object.keys(scenarios)) {
    const headers = { 'x-request-id': `req-${name}` };
    const { port } = server.address();
    await new Promise((resolve, reject) => {
      get({ port, host: '127.0.0.1', path: `/${name}`, headers, agent: false }, (response) =>
        response.resume().once('end', resolve),
      ).once('error', reject);
    });
  }
  for (const fd of [1, 2]) writeSync(fd, '\u001eend\n');
  server.close();
};

/** What `require` returns, or the default export of what was imported. */
function defaultOf(loaded) {
  return isNamespace(loaded) ? (loaded.default ?? loaded) : loaded;
}
