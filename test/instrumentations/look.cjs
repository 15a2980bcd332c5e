/** Preloaded into the programs of the load test, which hand it what they loaded: prints whether that is patched. */

const { existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const patched = require('./patched.cjs');

globalThis.look = (name, loaded) => {
  const home = join(process.cwd(), 'node_modules', name);
  const inside = createRequire(join(home, 'package.json'));
  const exports = (isNamespace(loaded) && loaded.default) || loaded;
  const seen = patched[name](exports, (file) =>
    existsSync(join(home, file)) ? inside(join(home, file)) : undefined,
  );
  // What is replaced has to reach who imports it by its name, too.
  const reached = Object.keys(loaded).every(
    (key) => !isWrapped(exports[key]) || loaded[key] === exports[key],
  );
  console.log(`${name} ${isPatched(seen) && reached ? 'patched' : 'as it is'}`);
};

/** Upstream's instrumentations that were loaded. */
process.once('exit', () => {
  const files = Object.keys(require.cache).join('\n');
  console.log(`chunks ${[...files.matchAll(/upstream-(.*)\.cjs$/gm)].map(([, name]) => name).join()}`);
});

function isPatched(seen) {
  return Array.isArray(seen) ? seen.some(isPatched) : seen === true || isWrapped(seen);
}

/** By the mark that upstream's own helper leaves. */
function isWrapped(value) {
  return typeof value === 'function' && value.__wrapped === true;
}

function isNamespace(value) {
  return value[Symbol.toStringTag] === 'Module';
}
