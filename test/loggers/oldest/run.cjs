// Loads packages of this folder by `require`.
require('../child.cjs').run('oldest', (name) => require(name));
