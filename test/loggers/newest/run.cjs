// Loads packages of this folder by `require`.
require('../child.cjs').run('newest', (name) => require(name));
