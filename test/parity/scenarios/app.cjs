// Runs a scenario as a CommonJS application: its libraries come by `require`.

const { createRequire } = require('node:module');
const kit = require('./kit.cjs');

const file = process.argv[2];
const load = createRequire(file);
require(file).run({ ...kit, load: async (name) => load(name) });
