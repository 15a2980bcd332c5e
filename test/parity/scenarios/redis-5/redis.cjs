// The same as with the newest redis.

exports.run = require('../redis.cjs').run;
