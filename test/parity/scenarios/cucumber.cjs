// Cucumber: a feature whose scenarios pass, fail, and have a step that nobody wrote.

const { Writable } = require('node:stream');
const { join } = require('node:path');

exports.run = async ({ load }) => {
  const { loadConfiguration, runCucumber } = await load('@cucumber/cucumber/api');
  const cwd = join(__dirname, 'cucumber');
  const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const environment = { cwd, stdout: silent(), stderr: silent() };
  const provided = { paths: ['orders.feature'], require: ['steps.cjs'] };
  const { runConfiguration } = await loadConfiguration({ provided }, environment);
  await runCucumber(runConfiguration, environment);
};
