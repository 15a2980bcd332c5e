// What Node before 12.7 finds, which knows no `exports`: register.cjs says there that this Node is too old.
require('./dist/register.cjs');
