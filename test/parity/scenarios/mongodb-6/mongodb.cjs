// The same as with the newest mongodb, in a database of its own: they run at the same time.

const { run } = require('../mongodb.cjs');

exports.run = (kit) => run(kit, 'mongodb-6');
