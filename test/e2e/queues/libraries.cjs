// The clients of the parity suite, so that they are installed once.

exports.load = require('node:module').createRequire(require.resolve('../../parity/package.json'));
