// The same as with the newest mongodb.

exports.run = require('../mongodb.cjs').run;
