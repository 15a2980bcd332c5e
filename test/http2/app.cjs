// Serves both APIs of node:http2, calls itself over each, prints what of ours was loaded, and ends.

const http2 = require('node:http2');
require('./calls.cjs').run(http2);
