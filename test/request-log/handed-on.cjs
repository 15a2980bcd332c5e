/** A server that hands its request to another, as development servers do, asked once. */
'use strict';

const http = require('node:http');

const inner = http.createServer((_, response) => response.end('inner'));
const outer = http.createServer((request, response) => inner.emit('request', request, response));
outer.listen(0, '127.0.0.1', async () => {
  await (await fetch(`http://127.0.0.1:${outer.address().port}/`)).text();
  outer.close();
  outer.closeAllConnections();
});
