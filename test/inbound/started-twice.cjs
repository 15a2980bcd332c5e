// Starts what its flag has started already.
const { start } = require('@waymark/node');

const first = start();
console.log(start({ trustInbound: 'never' }) === first);
